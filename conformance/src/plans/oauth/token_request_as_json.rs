//! `token-request-as-json`: a form, nothing else.

use crate::prelude::*;

/// A reader of several formats can be told two stories.
pub(super) const MODULE: Module = Module {
    name: "token-request-as-json",
    requires: "A token request that is not a form is refused",
    source: "RFC 6749 4.1.3, 3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let fields = client.redemption(&request, &code);
    let fields: serde_json::Map<_, _> = fields.into_iter().map(|(k, v)| (k.to_owned(), v.into())).collect();
    let url = test.provider.endpoint("token_endpoint")?;
    let ask = Ask::body(url, "application/json", Value::Object(fields).to_string());
    let reply = test.send(ask.basic(&client.client.client_id, client.secret()?)).await?;
    test.recommend(reply.status != 200, "a token request as JSON is served");
    let is_refusal = reply.status == 200 || (400..500).contains(&reply.status);
    ensure(is_refusal, format!("expected the request to be refused, got {}", reply.status))
}
