//! `unknown-parameters-ignored`: what is not known is not minded.

use crate::prelude::*;

/// Extensions come later than servers.
pub(super) const MODULE: Module = Module {
    name: "unknown-parameters-ignored",
    requires: "Unknown parameters are ignored by the authorization and the token endpoint",
    source: "RFC 6749 3.1, 3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("extension", "value").with("x-ünknown[]", "<&>");
    let code = request.granted(&mut test.browser()).await?.code()?;
    let mut form = client.redemption(&request, &code);
    form.extend([("extension", "value"), ("x-unknown[]", "<&>"), ("state", "s")]);
    Tokens::of(client.token(&form).await?).map(drop)
}
