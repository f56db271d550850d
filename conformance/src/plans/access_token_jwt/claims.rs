//! `claims`: seven claims.

use crate::prelude::*;

/// Each of them required.
pub(super) const MODULE: Module = Module {
    name: "claims",
    requires: "iss, exp, aud, sub, client_id, iat and jti are there, and true",
    source: "RFC 9068 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let check::access_token::SignIn { client, tokens, access_token, .. } =
        check::access_token::sign_in(test).await?;
    let claims = &access_token.claims;
    let id_token = check::id_token::verified(test, tokens.text("id_token")?).await?;
    let expected = [
        ("iss", Value::from(test.provider.issuer.as_str())),
        ("client_id", Value::from(client.client.client_id.as_str())),
        ("sub", id_token.claims["sub"].clone()),
    ];
    for (name, expected) in expected {
        let value = claims.get(name);
        ensure(value == Some(&expected), format!("expected {name} {expected}, got {}", check::shown(value)))?;
    }
    let has_audience = match claims.get("aud") {
        Some(Value::String(one)) => !one.is_empty(),
        Some(Value::Array(several)) => !several.is_empty() && several.iter().all(Value::is_string),
        _ => false,
    };
    ensure(has_audience, format!("expected aud as text or texts, got {}", check::shown(claims.get("aud"))))?;
    ensure(!check::id_token::text(claims, "jti").is_empty(), "expected jti, got none")
}
