//! `basic-is-form-encoded`: id and secret are encoded before they are joined.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;

use crate::prelude::*;

/// Every character may come percent-encoded.
pub(super) const MODULE: Module = Module {
    name: "basic-is-form-encoded",
    requires: "The token endpoint decodes id and secret of Basic as application/x-www-form-urlencoded",
    source: "RFC 6749 2.3.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let encoded = |text: &str| {
        text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect::<String>()
    };
    let pair = format!("{}:{}", encoded(&client.client.client_id), encoded(client.secret()?));
    let url = test.provider.endpoint("token_endpoint")?;
    let ask = Ask::form(url, &client.redemption(&request, &code));
    let reply = test.send(ask.header(AUTHORIZATION, &format!("Basic {}", STANDARD.encode(pair)))).await?;
    Tokens::of(reply).map(drop)
}
