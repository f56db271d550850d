//! `redirect-uri-host`: another host is another place.

use url::Position;

use crate::prelude::*;

/// Hosts that contain, end or begin with the right one.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-host",
    requires: "A redirect URI with another host, or another spelling of the host, is refused",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, url) = check::redirect::registered(&client)?;
    let host = url.host_str().unwrap_or_default();
    let at = |host: &str| format!("{}://{host}{}", url.scheme(), &url[Position::AfterHost..]);
    let variants = [
        at("evil.example"),
        at(&format!("{host}.evil.example")),
        at(&format!("evil{host}")),
        at(&format!("sub.{host}")),
        at(&format!("{host}.")),
        at(&host.to_uppercase()),
        at(&format!("{host}%00.evil.example")),
        at(&format!("{host}%2eevil.example")),
        format!("{}://evil.example/{}", url.scheme(), &url[Position::BeforeHost..]),
    ];
    check::redirect::all_refused(test, &client, &variants).await
}
