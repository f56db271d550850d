//! `id-token`: an ID token of a refresh is about the same sign-in.

use crate::prelude::*;

/// Same person, same client, same time of signing in.
pub(super) const MODULE: Module = Module {
    name: "id-token",
    requires: "An ID token of a refresh keeps iss, sub, aud, azp and auth_time, has a new iat and no other nonce",
    source: "OpenID Connect Core 12.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.offline_request()?.with("max_age", "3600");
    let first = client.tokens(&request, &mut test.browser()).await?;
    let before = check::id_token::verified(test, first.text("id_token")?).await?.claims;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    let Some(token) = second.fields.get("id_token").and_then(Value::as_str) else {
        return Err(skipped("a refresh gives no ID token here"));
    };
    let after = check::id_token::verified(test, token).await?.claims;
    check::id_token::issued_for(test, &client.client.client_id, &after)?;
    for name in ["iss", "sub", "aud", "auth_time", "azp"] {
        let (was, is) = (before.get(name), after.get(name));
        ensure(
            was == is,
            format!("expected {name} to stay {}, got {}", check::shown(was), check::shown(is)),
        )?;
    }
    let (was, is) = (check::id_token::moment(&before, "iat")?, check::id_token::moment(&after, "iat")?);
    ensure(is >= was, format!("expected iat not to go back from {was}, got {is}"))?;
    let nonce = after.get("nonce");
    ensure(
        nonce.is_none() || nonce == before.get("nonce"),
        format!("another nonce came: {}", check::shown(nonce)),
    )?;
    test.recommend(nonce.is_none(), "the ID token of a refresh has a nonce (Core 12.2: SHOULD NOT)");
    Ok(())
}
