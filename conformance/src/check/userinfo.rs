//! A right answer of the userinfo endpoint (OpenID Connect Core 5.3.2).

use serde_json::{Map, Value};

use super::flow::Flow;
use super::id_token;
use super::shown;
use crate::module::Test;
use crate::verdict::{Stop, ensure, failed};
use crate::wire::Reply;

/// Claims as JSON, or as a signed JWT where the client is registered for that, about the person of the ID token.
pub async fn holds(test: &Test, reply: &Reply, flow: &Flow) -> Result<Map<String, Value>, Stop> {
    reply.expect(200)?;
    let claims = match reply.media_type().as_str() {
        "application/json" => reply.json()?,
        "application/jwt" => Value::Object(id_token::verified(test, reply.body.trim()).await?.claims),
        other => return Err(failed(format!("expected userinfo as application/json, got {other:?}"))),
    };
    let Value::Object(claims) = claims else {
        return Err(failed(format!("expected a JSON object from userinfo, got {claims}")));
    };
    let (told, expected) = (claims.get("sub"), &flow.id_token.claims["sub"]);
    ensure(told == Some(expected), format!("expected userinfo about {expected}, got {}", shown(told)))?;
    Ok(claims)
}
