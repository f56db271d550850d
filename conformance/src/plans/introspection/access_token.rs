//! `access-token`: a living token is told about.

use chrono::Utc;
use serde_json::Map;

use crate::prelude::*;

/// Types and values of every member.
pub(super) const MODULE: Module = Module {
    name: "access-token",
    requires: "A living access token is active, and what is told about it is true",
    source: "RFC 7662 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let (_, told) = check::introspection::reader(test, tokens.access_token()?).await?;
    let id_token = check::id_token::verified(test, tokens.text("id_token")?).await?;
    let expected = [
        ("iss", Value::from(test.provider.issuer.as_str())),
        ("client_id", Value::from(client.client.client_id.as_str())),
        ("sub", id_token.claims["sub"].clone()),
    ];
    for (name, expected) in expected {
        let value = told.get(name);
        ensure(
            value.is_none_or(|value| *value == expected),
            format!("expected {name} {expected}, got {}", check::shown(value)),
        )?;
    }
    shape(&told)
}

/// The members that section 2.2 defines have the types it says, and the token has not ended.
fn shape(told: &Map<String, Value>) -> Result<(), Stop> {
    for name in ["scope", "client_id", "username", "token_type", "sub", "iss", "jti"] {
        let value = told.get(name);
        ensure(
            value.is_none_or(Value::is_string),
            format!("expected {name} as a string, got {}", check::shown(value)),
        )?;
    }
    for name in ["exp", "iat", "nbf"] {
        let value = told.get(name);
        ensure(
            value.is_none_or(Value::is_i64),
            format!("expected {name} as whole seconds, got {}", check::shown(value)),
        )?;
    }
    let now = Utc::now().timestamp();
    let ends = told.get("exp").and_then(Value::as_i64).unwrap_or(i64::MAX);
    ensure(ends > now, format!("an active token ended at {ends}, and it is {now}"))
}
