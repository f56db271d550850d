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
    let told = check::introspection::of(&reader, tokens.text("id_token")?).await?;
    test.recommend(!check::introspection::is_active(&told), "an ID token is told to be an active token");
    Ok(())
}
