//! Which claims about a person may be returned where (OpenID Connect Core 5.4 and 5.5).

use serde_json::{Map, Value};

use crate::model::user::User;
use crate::protocol::claims;
use crate::protocol::scope::Scope;

/// What the userinfo endpoint returns beside `sub`: what the scope asks for and what was asked for one by one.
pub fn for_userinfo(user: &User, scope: &Scope, wanted: &[String]) -> Map<String, Value> {
    let by_scope = scope.iter().flat_map(|value| claims::of_scope(value).iter().copied());
    collect(user, by_scope.chain(wanted.iter().map(String::as_str)))
}

/// What an ID token carries about the person: only what was asked for one by one. Claims of scopes are at the
/// userinfo endpoint, as 5.4 says of flows that give an access token.
pub fn for_id_token(user: &User, wanted: &[String]) -> Map<String, Value> {
    collect(user, wanted.iter().map(String::as_str))
}

fn collect<'a>(user: &User, names: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let mut found = Map::new();
    for name in names {
        // A claim without a value is left out, never null (5.3.2).
        if let Some(value) = user.claim(name).filter(|value| !value.is_null()) {
            found.insert(name.to_owned(), value);
        }
    }
    found
}
