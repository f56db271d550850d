//! `basic-scheme-in-any-case`: schemes have no case.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;

use crate::prelude::*;

/// An intermediary may write it in lower case.
pub(super) const MODULE: Module = Module {
    name: "basic-scheme-in-any-case",
    requires: "The scheme Basic is recognised in any case",
    source: "RFC 9110 11.1, RFC 6749 2.3.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let pair = STANDARD.encode(format!("{}:{}", client.client.client_id, client.secret()?));
    let url = test.provider.endpoint("token_endpoint")?;
    let ask = Ask::form(url, &client.redemption(&request, &code));
    Tokens::of(test.send(ask.header(AUTHORIZATION, &format!("basic {pair}"))).await?).map(drop)
}
