//! `redirect-uri-fragment`: no fragment.

use crate::prelude::*;

/// A fragment is never part of a redirect URI, not even an empty one.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-fragment",
    requires: "A redirect URI with a fragment is refused",
    source: "RFC 6749 3.1.2, RFC 9700 4.1.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (uri, _) = check::redirect::registered(&client)?;
    let variants = [
        format!("{uri}#"),
        format!("{uri}#fragment"),
        format!("{uri}#/../elsewhere"),
        format!("{uri}%23fragment"),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
