//! `redirect-uri-port`: the port counts.

use url::Position;

use crate::prelude::*;

/// Any port is for loopback addresses of native applications alone.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-port",
    requires: "A redirect URI with another port is refused, but for loopback addresses of native applications",
    source: "RFC 9700 2.1, 4.1.3, RFC 6749 3.1.2.3, 4.1.2.1, RFC 8252 7.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, url) = check::redirect::registered(&client)?;
    let is_native = client.client.more.get("application_type").is_some_and(|kind| kind == "native");
    if is_native && check::metadata::is_loopback(&url) {
        return Err(skipped("the client is native and on loopback: any port is right"));
    }
    let at = |port: &str| format!("{}{port}{}", &url[..Position::AfterHost], &url[Position::BeforePath..]);
    let standard = if url.scheme() == "https" { ":443" } else { ":80" };
    let variants = [at(":1"), at(":65535"), at(standard), at(":"), at(":0"), at(":080"), at("")];
    check::redirect::all_refused(test, &client, &variants).await
}
