//! `code-without-redirect-uri`: what was said once is said again.

use crate::prelude::*;

/// The authorization request named a redirect URI, and the token request does not.
pub(super) const MODULE: Module = Module {
    name: "code-without-redirect-uri",
    requires: "A code that was asked for with a redirect_uri is refused where the token request has none",
    source: "RFC 6749 4.1.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let mut form = client.redemption(&request, &code);
    form.retain(|(name, _)| *name != "redirect_uri");
    check::error_reply::holds(&client.token(&form).await?, &[400], &["invalid_grant", "invalid_request"])
}
