//! What userinfo tells for a scope (OpenID Connect Core 5.1, 5.4).

use serde_json::{Map, Value};

use super::{flow, userinfo};
use crate::module::Test;
use crate::target::Role;
use crate::verdict::{Stop, ensure, skipped};

const PROFILE: &[&str] = &[
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

/// The scopes of OpenID Connect Core 5.4 that ask for claims.
pub const SCOPES: [&str; 4] = ["profile", "email", "address", "phone"];

/// The claims that a scope asks for.
pub fn of_scope(scope: &str) -> &'static [&'static str] {
    match scope {
        "profile" => PROFILE,
        "email" => &["email", "email_verified"],
        "address" => &["address"],
        "phone" => &["phone_number", "phone_number_verified"],
        _ => &[],
    }
}

/// A request for these scopes is granted, and userinfo tells their claims: all that the target says of the person, or all
/// that the scope asks for where the target says nothing. Those of other scopes are not told.
pub async fn are_told(test: &Test, scopes: &[&str]) -> Result<(), Stop> {
    for scope in scopes {
        test.provider.needs("scopes_supported", scope)?;
    }
    let client = test.client(Role::Web)?;
    let allowed = client.client.scope.as_deref();
    if let Some(missing) = scopes.iter().find(|scope| allowed.is_some_and(|all| !has(all, scope))) {
        return Err(skipped(format!("the client may not ask for the scope {missing}")));
    }
    let request = client.request()?.with("scope", &format!("openid {}", scopes.join(" ")));
    let flow = flow::completes(test, &client, &request, &mut test.browser()).await?;
    let reply = client.userinfo(flow.tokens.access_token()?).await?;
    let told = userinfo::holds(test, &reply, &flow).await?;
    are_right(&told)?;
    for scope in SCOPES {
        if scopes.contains(&scope) {
            complete(test, scope, &told)?;
        } else {
            let stray: Vec<_> = of_scope(scope).iter().filter(|name| told.contains_key(**name)).collect();
            test.recommend(stray.is_empty(), format!("userinfo tells {stray:?} without the scope {scope}"));
        }
    }
    // Core 5.4: with an access token there is userinfo to ask, and the ID token stays small.
    let asked = scopes.iter().flat_map(|scope| of_scope(scope));
    let early: Vec<_> = asked.filter(|name| flow.id_token.claims.contains_key(**name)).collect();
    test.recommend(early.is_empty(), format!("the ID token carries {early:?}, which belong to userinfo"));
    Ok(())
}

fn has(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|known| known == scope)
}

fn complete(test: &Test, scope: &str, told: &Map<String, Value>) -> Result<(), Stop> {
    let known = test.target.user().map(|user| &user.claims).filter(|claims| !claims.is_empty());
    let is_expected = |name: &&&str| known.is_none_or(|known| known.contains_key(**name));
    let missing: Vec<_> =
        of_scope(scope).iter().filter(is_expected).filter(|name| !told.contains_key(**name)).collect();
    test.recommend(missing.is_empty(), format!("userinfo leaves out {missing:?} of the scope {scope}"));
    for name in of_scope(scope) {
        if let (Some(known), Some(told)) = (known.and_then(|known| known.get(*name)), told.get(*name)) {
            ensure(told == known, format!("expected {name} to be {known}, got {told}"))?;
        }
    }
    Ok(())
}

/// Every standard claim has the type of Core 5.1, and none is empty (Core 5.3.2).
pub fn are_right(claims: &Map<String, Value>) -> Result<(), Stop> {
    for (name, value) in claims {
        ensure(!value.is_null() && value != "", format!("{name} is {value}: it should be left out"))?;
    }
    for name in SCOPES.into_iter().flat_map(of_scope) {
        let Some(value) = claims.get(*name) else { continue };
        let is_right = match *name {
            "email_verified" | "phone_number_verified" => value.is_boolean(),
            "updated_at" => value.is_number(),
            "address" => value.as_object().is_some_and(|parts| parts.values().all(Value::is_string)),
            _ => value.is_string(),
        };
        ensure(is_right, format!("{name} has the wrong type: {value}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_the_wrong_type_and_empty_ones_are_found() {
        let right = |claims: Value| are_right(claims.as_object().unwrap()).is_ok();
        assert!(right(
            serde_json::json!({"sub": "a", "email_verified": true, "updated_at": 1, "address": {"locality": "x"}})
        ));
        for (name, value) in [
            ("email_verified", Value::from("true")),
            ("updated_at", Value::from("2020-01-01")),
            ("address", Value::from("x")),
            ("name", Value::Null),
            ("name", Value::from("")),
        ] {
            assert!(!right(Value::Object(Map::from_iter([(name.to_owned(), value)]))), "{name}");
        }
    }
}
