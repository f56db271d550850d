//! `redirect-uri-prefix`: a registered URI is no prefix.

use crate::prelude::*;

/// Whatever comes after the registered URI makes it another one.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-prefix",
    requires: "A redirect URI that only begins like the registered one is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (uri, _) = check::redirect::registered(&client)?;
    let variants = [
        format!("{uri}x"),
        format!("{uri}/"),
        format!("{uri}/more"),
        format!("{uri}.evil.example"),
        format!("{uri}%2f"),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
