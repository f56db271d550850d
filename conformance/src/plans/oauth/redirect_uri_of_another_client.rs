//! `redirect-uri-of-another-client`: what one registered is not for another.

use crate::prelude::*;

/// A URI that is right, for somebody else.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-of-another-client",
    requires: "A redirect URI that another client registered is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let others =
        [Role::Other, Role::SecretPost, Role::Public].into_iter().filter_map(|role| test.client(role).ok());
    let own = &client.client.redirect_uris;
    let foreign: Vec<_> =
        others.flat_map(|other| other.client.redirect_uris).filter(|uri| !own.contains(uri)).collect();
    if foreign.is_empty() {
        return Err(skipped("no other client has a redirect URI of its own"));
    }
    check::redirect::all_refused(test, &client, &foreign).await
}
