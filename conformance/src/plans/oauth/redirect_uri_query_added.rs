//! `redirect-uri-query-added`: a query makes it another URI.

use crate::prelude::*;

/// Parameters that the client did not register.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-query-added",
    requires: "A redirect URI with a query that is not registered is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (uri, _) = check::redirect::registered(&client)?;
    let glue = if uri.contains('?') { '&' } else { '?' };
    let with = |query: &str| format!("{uri}{glue}{query}");
    let variants = [
        with("injected=1"),
        with("code=injected"),
        with("state=injected"),
        with("next=https://evil.example/"),
        with(""),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
