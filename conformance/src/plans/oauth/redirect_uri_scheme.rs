//! `redirect-uri-scheme`: the scheme counts.

use url::Position;

use crate::prelude::*;

/// A browser would run, show or downgrade what another scheme says.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-scheme",
    requires: "A redirect URI with another scheme, or without one, is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, url) = check::redirect::registered(&client)?;
    let (other, rest) =
        (if url.scheme() == "https" { "http" } else { "https" }, &url[Position::AfterScheme..]);
    let variants = [
        format!("{other}{rest}"),
        format!("{}{rest}", url.scheme().to_uppercase()),
        format!("custom{rest}"),
        rest.to_owned(),
        rest.trim_start_matches(':').to_owned(),
        url.path().to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("javascript{rest}"),
        "data:text/html,evil".to_owned(),
        "about:blank".to_owned(),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
