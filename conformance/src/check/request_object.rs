//! Unsigned request objects (OpenID Connect Core 6.1).

use serde_json::{Map, Value};

use crate::jose;
use crate::module::Test;
use crate::relying_party::AuthorizationRequest;
use crate::verdict::{Stop, skipped};

/// What stays outside the object; Core 6.1 wants `response_type`, `client_id` and the scope `openid` there.
const OUTSIDE: [&str; 5] = ["response_type", "client_id", "scope", "redirect_uri", "response_mode"];

/// The request with all of it in an unsigned object, and only what has to be outside there too. State, nonce and challenge
/// are inside alone: a provider that ignores the object answers without them, and is found out.
pub fn moved_inside(request: &AuthorizationRequest, audience: &str) -> AuthorizationRequest {
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), Value::from(request.value("client_id")));
    claims.insert("aud".to_owned(), Value::from(audience));
    let mut outside = request.clone();
    for (name, value) in request.parameters() {
        claims.insert(name.clone(), Value::from(value.as_str()));
        if !OUTSIDE.contains(&name.as_str()) {
            outside = outside.without(name);
        }
    }
    outside.with("request", &jose::unsigned(&claims))
}

/// Whether unsigned objects can be tried: the provider reads request objects, and does not leave `none` out of the
/// algorithms it names for them.
pub fn is_unsigned_offered(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["request_parameter_supported"] != true {
        return Err(skipped("request_parameter_supported is not true"));
    }
    none_is_known(test)
}

/// Whether `none` is among the algorithms of request objects, where they are named.
pub fn none_is_known(test: &Test) -> Result<(), Stop> {
    let list = "request_object_signing_alg_values_supported";
    if test.provider.metadata[list].is_array() { test.provider.needs(list, "none") } else { Ok(()) }
}
