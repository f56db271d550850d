//! `response-type-token`: no access token in a URL.

use crate::prelude::*;

/// The implicit grant leaks tokens into histories and logs.
pub(super) const MODULE: Module = Module {
    name: "response-type-token",
    requires: "response_type=token gives no access token to a client of the code flow",
    source: "RFC 9700 2.1.2, RFC 6749 4.2.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.with("response_type", "token");
    let Landing::Callback(callback) = request.open(&mut browser).await? else { return Ok(()) };
    let is_implicit =
        client.client.more.get("response_types").is_some_and(|kinds| kinds.to_string().contains("token"));
    let has_token = callback.value("access_token").is_some();
    ensure(!has_token || is_implicit, "an access token came in the authorization response of a code client")?;
    test.recommend(!has_token, "the implicit grant is on (RFC 9700 2.1.2: SHOULD NOT)");
    ensure(
        has_token || callback.value("error").is_some(),
        format!("expected an error, got {}", callback.told()),
    )
}
