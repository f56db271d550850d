//! `redirect-uri-loopback-port`: a native application listens where it may.

use url::{Position, Url};

use crate::prelude::*;

/// The operating system gives a port at the last moment.
pub(super) const MODULE: Module = Module {
    name: "redirect-uri-loopback-port",
    requires: "A loopback redirect URI of a native application is accepted with any port, and with no other path",
    source: "RFC 8252 7.3, RFC 9700 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Public)?;
    let is_native = client.client.more.get("application_type").is_some_and(|kind| kind == "native");
    let is_loopback = |uri: &&String| uri.starts_with("http://127.0.0.1") || uri.starts_with("http://[::1]");
    let found = client.client.redirect_uris.iter().find(is_loopback).filter(|_| is_native);
    let uri = found.ok_or_else(|| skipped("no native client has a loopback redirect URI"))?;
    let url = Url::parse(uri).map_err(|error| failed(format!("{uri} is not a URL: {error}")))?;
    let at = |port: u16, path: &str| format!("{}:{port}{path}", &url[..Position::AfterHost]);
    let mut browser = test.browser();
    for port in [49_152, 61_023] {
        let request = client.request()?.with("redirect_uri", &at(port, url.path()));
        let code = request.granted(&mut browser).await?.code()?;
        Tokens::of(client.redeem(&request, &code).await?)?;
    }
    let elsewhere = at(61_023, "/elsewhere");
    let request = client.request()?.with("redirect_uri", &elsewhere);
    check::redirect::stays(&request.open(&mut browser).await?, &elsewhere)
}
