//! `redirect-uri-path`: another path is another URI.

use url::Position;

use crate::prelude::*;

/// Parents, traversals and spellings that only a normaliser would call equal.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-path",
    requires: "A redirect URI with another path, or another spelling of the same path, is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, url) = check::redirect::registered(&client)?;
    let (origin, path) = (&url[..Position::BeforePath], url.path());
    // The last character in percent encoding: equal after normalisation, another string.
    let spelled = match path.char_indices().last() {
        Some((at, last)) if last.is_ascii_alphanumeric() => {
            format!("{}%{:02X}", &path[..at], u32::from(last))
        }
        _ => format!("{path}x"),
    };
    let variants = [
        format!("{origin}/"),
        origin.to_owned(),
        format!("{origin}{}", path.to_uppercase()),
        format!("{origin}/elsewhere/..{path}"),
        format!("{origin}/.{path}"),
        format!("{origin}/%2e{path}"),
        format!("{origin}/{path}"),
        format!("{origin}{path};x=y"),
        format!("{origin}{path}/../elsewhere"),
        format!("{origin}{path}%00"),
        format!("{origin}{path}%2f..%2felsewhere"),
        format!("{origin}{spelled}"),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
