//! `refresh-token`: tokens without the person.

use crate::prelude::*;

/// The new ID token speaks of the same sign-in; another client cannot use the token.
pub(super) const MODULE: Module = Module {
    name: "refresh-token",
    requires: "A refresh token gives new tokens about the same sign-in, to its own client only",
    source: "OpenID Connect Core 11, 12.2, RFC 6749 6, 10.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.offline_request()?;
    let first = check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    let refresh_token = first.tokens.refresh_token()?;
    let is_allowed = refresh_token.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
    ensure(is_allowed, "the refresh token has characters that RFC 6749 A.17 forbids")?;
    let other = test.client(Role::Other)?;
    check::error_reply::holds(&other.refresh(refresh_token).await?, &[400], &["invalid_grant"])?;
    let second = Tokens::of(client.refresh(refresh_token).await?)?;
    check::token_reply::holds(test, &second)?;
    ensure(
        second.access_token()? != first.tokens.access_token()?,
        "the refresh gave the same access token again",
    )?;
    client.userinfo(second.access_token()?).await?.expect(200)?;
    // Core 12.2: an ID token may come, and is then about the same.
    let Some(id_token) = second.fields.get("id_token").and_then(Value::as_str) else { return Ok(()) };
    let id_token = check::id_token::verified(test, id_token).await?;
    check::id_token::issued_for(test, &client.client.client_id, &id_token.claims)?;
    for name in ["iss", "sub", "aud", "auth_time", "azp"] {
        let (then, now) = (first.id_token.claims.get(name), id_token.claims.get(name));
        ensure(
            now.is_none_or(|_| now == then),
            format!("{name} was {} and is {} after the refresh", check::shown(then), check::shown(now)),
        )?;
    }
    Ok(())
}
