//! `service`: a service is its own subject.

use crate::prelude::*;

/// Nobody signed in.
pub(super) const MODULE: Module = Module {
    name: "service",
    requires: "In a token of client credentials sub is the client, and nothing is said about a sign-in",
    source: "RFC 9068 2.2, 5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let service = test.client(Role::Service)?;
    let tokens = Tokens::of(service.token(&[("grant_type", "client_credentials")]).await?)?;
    let claims = check::access_token::profiled(test, tokens.access_token()?).await?.claims;
    let id = service.client.client_id.as_str();
    let told = check::id_token::text(&claims, "client_id");
    ensure(told == id, format!("expected client_id {id:?}, got {told:?}"))?;
    let subject = check::id_token::text(&claims, "sub");
    ensure(!subject.is_empty(), "expected sub, got none")?;
    test.recommend(subject == id, format!("expected the client {id:?} as sub, got {subject:?}"));
    ensure(!claims.contains_key("auth_time"), "auth_time is told, and nobody signed in")
}
