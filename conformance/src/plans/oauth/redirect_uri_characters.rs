//! `redirect-uri-characters`: nothing is trimmed.

use crate::prelude::*;

/// Blanks, control characters and lists around the right URI.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-characters",
    requires: "A redirect URI with blanks, control characters or a second URI beside it is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (uri, _) = check::redirect::registered(&client)?;
    let variants = [
        format!("{uri} "),
        format!(" {uri}"),
        format!("{uri}\t"),
        format!("\u{1}{uri}"),
        format!("{uri}\u{0}"),
        format!("{uri}\r\nx-injected: 1"),
        format!("{uri}%0d%0ax-injected: 1"),
        format!("{uri} https://evil.example/"),
        format!("https://evil.example/ {uri}"),
        format!("{uri},https://evil.example/"),
        format!("{uri}\u{200b}"),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
