//! `rp-initiated-logout-query-added-to-post-logout-redirect-uri`: addresses are compared whole.

use crate::prelude::*;

/// The registered one, with a query that was not registered.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    requires: "A post_logout_redirect_uri that differs from the registered one by a query is not followed",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = leaving.id_token.clone();
    let joint = if leaving.registered.contains('?') { '&' } else { '?' };
    let uri = format!("{}{joint}foo=bar", leaving.registered);
    let state = leaving.state.clone();
    leaving.stays(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri), ("state", &state)]).await?;
    Ok(())
}
