//! A right ID token (OpenID Connect Core 2 and 3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::shown;
use crate::jose::{self, Verified};
use crate::module::Test;
use crate::relying_party::{AuthorizationRequest, RelyingParty, Tokens};
use crate::verdict::{Stop, ensure, failed};

/// How old an ID token may be that has just been issued, and how far clocks may differ.
const FRESH: i64 = 300;
/// Claims nobody asked for by the scope `openid` alone.
const IDENTITY: [&str; 6] = ["name", "given_name", "family_name", "email", "phone_number", "address"];

/// Verifies the ID token of a code flow: signature, `iss`, `aud`, `azp`, `exp`, `iat`, `nonce`, `sub`, `at_hash`.
pub async fn holds(
    test: &Test,
    client: &RelyingParty,
    request: &AuthorizationRequest,
    tokens: &Tokens,
) -> Result<Verified, Stop> {
    let verified = verified(test, tokens.text("id_token")?).await?;
    let claims = &verified.claims;
    issued_for(test, &client.client.client_id, claims)?;
    let (sent, told) = (request.value("nonce"), text(claims, "nonce"));
    ensure(told == sent, format!("expected nonce {sent:?}, got {told:?}"))?;
    if let Some(told) = claims.get("at_hash").and_then(Value::as_str) {
        let algorithm = text(&verified.header, "alg");
        let right = half_hash(algorithm, tokens.access_token()?)?;
        ensure(told == right, format!("expected at_hash {right}, got {told}"))?;
    }
    if !request.value("scope").contains("profile") && request.value("claims").is_empty() {
        let stray: Vec<_> = IDENTITY.iter().filter(|name| claims.contains_key(**name)).collect();
        let asked = request.value("scope") != "openid";
        test.recommend(
            stray.is_empty() || asked,
            format!("the ID token carries {stray:?}, which nobody asked for"),
        );
    }
    Ok(verified)
}

/// Verifies the signature with the provider's keys; they are read again when the `kid` is new (Core 10.1.1).
pub async fn verified(test: &Test, token: &str) -> Result<Verified, Stop> {
    if let Ok(verified) = jose::verify(token, &test.provider.keys()) {
        return Ok(verified);
    }
    test.provider.read_keys(&test.wire).await?;
    jose::verify(token, &test.provider.keys())
}

/// `iss`, `aud`, `azp`, `exp`, `iat`, `sub` of a token for one client.
pub fn issued_for(test: &Test, client_id: &str, claims: &Map<String, Value>) -> Result<(), Stop> {
    let issuer = test.provider.issuer.as_str();
    ensure(
        text(claims, "iss") == issuer,
        format!("expected iss {issuer}, got {}", shown(claims.get("iss"))),
    )?;
    let audience = match claims.get("aud") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    ensure(
        audience.contains(&client_id),
        format!("expected aud to hold {client_id}, got {}", shown(claims.get("aud"))),
    )?;
    if let Some(party) = claims.get("azp") {
        ensure(party == client_id, format!("expected azp {client_id}, got {party}"))?;
    } else {
        ensure(audience.len() == 1, "an ID token for several audiences has no azp")?;
    }
    let now = Utc::now().timestamp();
    let (ends, issued) = (moment(claims, "exp")?, moment(claims, "iat")?);
    ensure(
        ends > now - FRESH && ends > issued,
        format!("exp {ends} is not after now ({now}) and iat ({issued})"),
    )?;
    ensure(
        (now - issued).abs() <= FRESH,
        format!("iat {issued} is more than {FRESH} s away from now ({now})"),
    )?;
    let subject = text(claims, "sub");
    ensure(
        !subject.is_empty() && subject.len() <= 255 && subject.is_ascii(),
        format!("sub has to be 1 to 255 ASCII characters, got {subject:?}"),
    )
}

/// A claim that is a time, in seconds.
pub fn moment(claims: &Map<String, Value>, name: &str) -> Result<i64, Stop> {
    let found = claims.get(name);
    found
        .and_then(Value::as_i64)
        .ok_or_else(|| failed(format!("expected {name} as a number of seconds, got {}", shown(found))))
}

/// A claim as text, or the empty text.
pub fn text<'c>(claims: &'c Map<String, Value>, name: &str) -> &'c str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// `at_hash` and `c_hash`: the left half of the hash that belongs to the algorithm (Core 3.1.3.6).
pub fn half_hash(algorithm: &str, value: &str) -> Result<String, Stop> {
    let hash = match algorithm {
        "RS256" | "PS256" | "ES256" => Sha256::digest(value).to_vec(),
        "RS384" | "PS384" | "ES384" => Sha384::digest(value).to_vec(),
        "RS512" | "PS512" | "EdDSA" => Sha512::digest(value).to_vec(),
        other => return Err(failed(format!("no hash is known for alg {other:?}"))),
    };
    Ok(URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]))
}
