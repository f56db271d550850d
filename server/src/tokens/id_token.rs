//! ID tokens (OpenID Connect Core 2 and 3.1.3.6).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::claims;
use crate::app::Services;
use crate::keys::half_hash::half_hash;
use crate::model::client::Client;
use crate::model::token_family::TokenFamily;
use crate::model::user::User;

/// `typ` of ID tokens.
pub const TYPE: &str = "JWT";

/// The claims. `nonce` belongs to the first ID token of a family alone (12.2).
pub fn claims(
    app: &Services,
    client: &Client,
    user: &User,
    family: &TokenFamily,
    (access_token, is_first, now): (&str, bool, DateTime<Utc>),
) -> Map<String, Value> {
    let authorization = &family.authorization;
    let authentication = &authorization.authentication;
    // Claims of the person first: none of them can take the place of a protocol claim.
    let mut claims = claims::for_id_token(user, &authorization.claims.id_token);
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("iss", app.issuer.as_str().into());
    put("sub", user.id.to_string().into());
    put("aud", client.id.as_str().into());
    put("exp", (now + app.config.tokens.id).timestamp().into());
    put("iat", now.timestamp().into());
    put("acr", authentication.acr.as_str().into());
    put("amr", json!(authentication.amr));
    put("sid", family.session_id.to_string().into());
    put("at_hash", half_hash(client.metadata.id_token_signed_response_alg, access_token).into());
    if authorization.wants_auth_time || client.metadata.require_auth_time {
        put("auth_time", authentication.at.timestamp().into());
    }
    if let Some(nonce) = authorization.nonce.as_ref().filter(|_| is_first) {
        put("nonce", nonce.as_str().into());
    }
    claims
}
