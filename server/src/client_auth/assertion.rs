//! What both JWT methods have in common (RFC 7523 section 3, OpenID Connect Core 9).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::{Evidence, Presented, Proof};
use crate::app::Services;
use crate::ephemeral::shelves;
use crate::keys::claims_time::check_times;
use crate::keys::jws::{self, Foreign};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::Secret;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far a client's clock may lag behind ours.
const SKEW: TimeDelta = TimeDelta::seconds(10);
/// How far ahead an assertion may end: its mark is kept that long.
const LONGEST_LIFE: TimeDelta = TimeDelta::minutes(65);

pub(super) fn refused(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OAuthError {
    ErrorCode::InvalidClient.because("the client assertion is not acceptable").caused_by(cause)
}

/// The assertion in the request, if its algorithm is one that the method takes.
pub(super) fn presented(
    request: Presented<'_>,
    takes: impl Fn(&str) -> bool,
) -> Result<Option<Evidence>, OAuthError> {
    let Some(assertion) = request.form.value("client_assertion") else {
        return Ok(None);
    };
    if !request.authorization.is_empty() || request.form.value("client_secret").is_some() {
        return Err(ErrorCode::InvalidRequest.because("more than one way of client authentication is used"));
    }
    if request.form.value("client_assertion_type") != Some(TYPE) {
        return Err(ErrorCode::InvalidRequest.because(format!("client_assertion_type is not {TYPE}")));
    }
    let peeked = jws::peek(assertion).map_err(refused)?;
    let algorithm = peeked.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    if !takes(algorithm) {
        return Ok(None);
    }
    let client_id = peeked.claims.get("sub").and_then(Value::as_str).ok_or_else(|| refused("no sub"))?;
    Ok(Some(Evidence { client_id: client_id.to_owned(), proof: Proof::Assertion(Secret::new(assertion)) }))
}

/// Judges the claims of an assertion whose signature is right, and marks it as seen.
pub(super) async fn accept(
    app: &Services,
    client_id: &str,
    assertion: &Foreign,
    now: DateTime<Utc>,
) -> Result<(), OAuthError> {
    if !assertion.has_type(&["JWT", "client-authentication+jwt"]) {
        return Err(refused("typ is not that of a client assertion"));
    }
    let claims = &assertion.claims;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id) || text("sub") != Some(client_id) {
        return Err(refused("iss and sub are not both the client"));
    }
    if !is_for_us(app, claims) {
        return Err(refused("aud is neither the issuer nor the token endpoint"));
    }
    let ends = check_times(claims, now, SKEW, LONGEST_LIFE).map_err(refused)?;
    let jti =
        text("jti").filter(|jti| !jti.is_empty() && jti.len() <= 512).ok_or_else(|| refused("no jti"))?;
    let (client, jti) = (client_id.to_owned(), jti.to_owned());
    let shelf = shelves::ASSERTIONS.lasting(ends + SKEW - now);
    let is_first = app.db.write(async move |tx| shelf.put_new(tx, &[&client, &jti], &(), now).await).await?;
    if is_first { Ok(()) } else { Err(refused("the assertion was used before")) }
}

/// Profile `oidc`: the issuer or the token endpoint, as one string or a list of just it.
fn is_for_us(app: &Services, claims: &Map<String, Value>) -> bool {
    let audience = match claims.get("aud") {
        Some(Value::String(one)) => one,
        Some(Value::Array(list)) => match list.as_slice() {
            [Value::String(one)] => one,
            _ => return false,
        },
        _ => return false,
    };
    audience == app.issuer.as_str() || *audience == app.issuer.join("/token")
}
