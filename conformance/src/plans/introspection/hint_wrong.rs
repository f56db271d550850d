//! `hint-wrong`: a hint is only a hint.

use crate::prelude::*;

/// It says refresh token and is none.
pub(super) const MODULE: Module = Module {
    name: "hint-wrong",
    requires: "A wrong or unknown token_type_hint changes nothing",
    source: "RFC 7662 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = tokens.access_token()?;
    let (reader, _) = check::introspection::reader(test, token).await?;
    for hint in ["refresh_token", "access_token", "nonsense", ""] {
        let reply =
            reader.post("introspection_endpoint", &[("token", token), ("token_type_hint", hint)]).await?;
        let told = reply.expect(200)?.json()?;
        ensure(told["active"] == true, format!("expected active true with the hint {hint:?}, got {told}"))?;
    }
    Ok(())
}
