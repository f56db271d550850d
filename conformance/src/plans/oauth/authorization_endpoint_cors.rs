//! `authorization-endpoint-cors`: scripts do not ask for authorization.

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};

use crate::prelude::*;

/// The authorization endpoint is for people.
pub(super) const MODULE: Module = Module {
    name: "authorization-endpoint-cors",
    requires: "The authorization endpoint has no CORS",
    source: "RFC 9700 2.6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let url = test.client(Role::Web)?.request()?.url();
    test.send(Ask::get(url.clone())).await?.is_shown()?;
    let asks = [
        Ask::get(url.clone()).header(ORIGIN, "https://evil.example"),
        Ask::new(http::Method::OPTIONS, url)
            .header(ORIGIN, "https://evil.example")
            .header(ACCESS_CONTROL_REQUEST_METHOD, "GET"),
    ];
    for ask in asks {
        let allowed = test.send(ask).await?.header(ACCESS_CONTROL_ALLOW_ORIGIN).to_owned();
        ensure(allowed.is_empty(), format!("the authorization endpoint allows the origin {allowed:?}"))?;
    }
    Ok(())
}
