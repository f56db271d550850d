//! What the introspection endpoint says (RFC 7662 section 2.2).

use serde_json::{Map, Value};

use super::shown;
use crate::module::Test;
use crate::relying_party::RelyingParty;
use crate::target::Role;
use crate::verdict::{Stop, ensure, failed, skipped};

/// What `client` is told about a token: 200, JSON, and `active` as a boolean.
pub async fn of(client: &RelyingParty, token: &str) -> Result<Map<String, Value>, Stop> {
    let reply = client.post("introspection_endpoint", &[("token", token)]).await?;
    reply.expect(200)?;
    ensure(
        reply.media_type() == "application/json",
        format!("expected application/json from the introspection endpoint, got {:?}", reply.media_type()),
    )?;
    match reply.json()? {
        Value::Object(told) if told.get("active").is_some_and(Value::is_boolean) => Ok(told),
        other => Err(failed(format!("expected an object with active as a boolean, got {other}"))),
    }
}

/// The client that is told about `token`, and what it is told. Who may know is the provider's own rule (section 2.2):
/// first the service is tried, then the web client whose token it may be. Where neither may, the module is skipped.
pub async fn reader(test: &Test, token: &str) -> Result<(RelyingParty, Map<String, Value>), Stop> {
    test.provider.endpoint("introspection_endpoint")?;
    for role in [Role::Service, Role::Web] {
        let told = match test.client(role) {
            Ok(client) => of(&client, token).await.map(|told| (client, told)),
            Err(stop) => Err(stop),
        };
        match told {
            Ok((client, told)) if is_active(&told) => return Ok((client, told)),
            Ok(_) | Err(Stop::Skipped(_)) => {}
            Err(stop) => return Err(stop),
        }
    }
    Err(skipped("neither the service nor the web client is told anything about this token"))
}

/// A client that may ask at all: the service, else the web client.
pub fn caller(test: &Test) -> Result<RelyingParty, Stop> {
    test.provider.endpoint("introspection_endpoint")?;
    test.client(Role::Service).or_else(|_| test.client(Role::Web))
}

/// Whether `active` is true.
pub fn is_active(told: &Map<String, Value>) -> bool {
    told.get("active") == Some(&Value::Bool(true))
}

/// Nothing is told about a token but that it is not active.
pub async fn dead(client: &RelyingParty, what: &str, token: &str) -> Result<(), Stop> {
    let told = of(client, token).await?;
    ensure(!is_active(&told), format!("expected active false for {what}, got {}", shown(Some(&told))))
}
