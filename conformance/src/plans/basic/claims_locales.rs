//! `claims-locales`: a wish for the language of claims.

use crate::prelude::*;

/// One that the provider does not have is no error.
pub(super) const MODULE: Module = Module {
    name: "claims-locales",
    requires: "A request with claims_locales succeeds, whether the provider has claims in them or not",
    source: "OpenID Connect Core 5.2, 15.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("claims_locales", "se zh-Hant");
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
