//! `redirect-uri-userinfo`: nothing before an @.

use url::Position;

use crate::prelude::*;

/// What stands before an @ is not the host, whatever it looks like.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-userinfo",
    requires: "A redirect URI with user information, or one that hides another host behind it, is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, url) = check::redirect::registered(&client)?;
    let (scheme, path) = (url.scheme(), url.path());
    let (host, rest) = (url.host_str().unwrap_or_default(), &url[Position::BeforeHost..]);
    let variants = [
        format!("{scheme}://user@{rest}"),
        format!("{scheme}://user:password@{rest}"),
        format!("{scheme}://@{rest}"),
        format!("{scheme}://{host}@evil.example{path}"),
        format!("{scheme}://{host}:80@evil.example{path}"),
        format!("{scheme}://evil.example\\@{rest}"),
        format!("{scheme}://evil.example%5c@{rest}"),
        format!("{scheme}://evil.example#@{rest}"),
        format!("{scheme}://evil.example?@{rest}"),
        format!("{scheme}://{host}%40evil.example{path}"),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
