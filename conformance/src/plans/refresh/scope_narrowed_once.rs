//! `scope-narrowed-once`: less now is not less for ever.

use crate::prelude::*;

/// A new refresh token has the scope of the old one.
pub(super) const MODULE: Module = Module {
    name: "scope-narrowed-once",
    requires: "After a narrowed refresh the whole scope may be asked for again",
    source: "RFC 6749 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.needs("scopes_supported", "email")?;
    let request = client.offline_request()?;
    let scope = format!("{} email", request.value("scope"));
    let first = client.tokens(&request.with("scope", &scope), &mut test.browser()).await?;

    let form =
        [("grant_type", "refresh_token"), ("refresh_token", first.refresh_token()?), ("scope", "openid")];
    let second = Tokens::of(client.token(&form).await?)?;
    let next = second.refresh_token().or_else(|_| first.refresh_token())?;
    let third = Tokens::of(client.refresh(next).await?)?;
    let told = third.fields.get("scope").and_then(Value::as_str).unwrap_or(&scope);
    ensure(
        told.split(' ').any(|scope| scope == "email"),
        format!("expected the scope {scope:?}, got {told:?}"),
    )
}
