//! `id-token`: an ID token opens nothing.

use crate::prelude::*;

/// It is for the client.
pub(super) const MODULE: Module = Module {
    name: "id-token",
    requires: "An ID token is not active as an access token",
    source: "RFC 7662 2, 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let (reader, _) = check::introspection::reader(test, tokens.access_token()?).await?;
    let reply = reader.post("introspection_endpoint", &[("token", tokens.text("id_token")?)]).await?;
    if reply.status == 400 {
        return check::error_reply::holds(&reply, &[400], &["unsupported_token_type", "invalid_request"]);
    }
    let is_active = reply.expect(200)?.json()?["active"] == true;
    test.recommend(!is_active, "an ID token is told to be an active token");
    Ok(())
}
