//! `scope`: the scope that was asked for.

use crate::prelude::*;

/// One of those the client may have.
pub(super) const MODULE: Module = Module {
    name: "scope",
    requires: "A client may ask for part of its scope, and gets no more",
    source: "RFC 6749 4.4.2, 3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let whole = Tokens::of(client.token(&[("grant_type", "client_credentials")]).await?)?;
    let told = whole.fields.get("scope").and_then(Value::as_str).map(str::to_owned);
    let known = client.client.scope.clone().or(told).unwrap_or_default();
    let one = known.split(' ').find(|scope| !scope.is_empty());
    let one = one.ok_or_else(|| skipped("no scope of the client is known"))?;
    let reply = client.token(&[("grant_type", "client_credentials"), ("scope", one)]).await?;
    let tokens = Tokens::of(reply)?;
    let got = tokens.fields.get("scope").and_then(Value::as_str).unwrap_or(one);
    ensure(got == one, format!("expected the scope {one:?}, got {got:?}"))?;
    // What a resource server reads is inside (RFC 9068 section 2.2.3).
    let inside = check::access_token::peeked(tokens.access_token()?).ok();
    let inside = inside.and_then(|token| token.claims.get("scope")?.as_str().map(str::to_owned));
    ensure(
        inside.as_deref().is_none_or(|inside| inside == one),
        format!("expected the scope {one:?} in the access token, got {}", check::shown(inside.as_deref())),
    )
}
