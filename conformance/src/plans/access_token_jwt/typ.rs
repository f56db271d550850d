//! `typ`: the header says what it is.

use crate::prelude::*;

/// So that no other JWT passes for it.
pub(super) const MODULE: Module = Module {
    name: "typ",
    requires: "The header of a JWT access token has typ at+jwt and an algorithm that signs",
    source: "RFC 9068 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = check::access_token::peeked(tokens.access_token()?)?;
    let algorithm = token.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    ensure(!matches!(algorithm, "" | "none"), format!("expected a signature, got alg {algorithm:?}"))?;
    // A provider may sign access tokens by rules of its own.
    let (is_profiled, kind) = (check::access_token::is_profiled(&token), token.header.get("typ"));
    test.recommend(
        is_profiled,
        format!("expected typ at+jwt, got {}: RFC 9068 is not followed", check::shown(kind)),
    );
    Ok(())
}
