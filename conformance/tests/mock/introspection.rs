//! Introspection (RFC 7662) and revocation (RFC 7009).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::Op;
use super::asked::Asked;
use super::client_auth::{Refused, authenticate, refused, reply};
use super::fault::Fault;
use super::keys;
use super::store::{ACCESS_TOKEN_LIFE, Store};

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new().route("/introspect", post(introspect)).route("/revoke", post(revoke))
}

async fn introspect(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    reply(&op, introspected(&op, &asked))
}

fn introspected(op: &Op, asked: &Asked) -> Result<Value, Refused> {
    if !op.has(Fault::IntrospectionOpen) {
        let client = authenticate(op, asked)?;
        if client.token_endpoint_auth_method == "none" {
            return Err(refused("invalid_client"));
        }
    }
    let token = token(op, asked)?;
    let mut store = op.store();
    if op.has(Fault::CodeIntrospected) && store.codes.remove(token).is_some() {
        return Ok(json!({ "active": true }));
    }
    if op.has(Fault::IdTokenIntrospected) && op.keys.verify(token, None).is_some() {
        return Ok(json!({ "active": true }));
    }
    let is_ours = |claims: Map<String, Value>| claims.contains_key("jti");
    if op.has(Fault::ChangedTokenIntrospected) && keys::unverified(token).is_some_and(is_ours) {
        return Ok(json!({ "active": true }));
    }
    let hint = asked.form.get("token_type_hint").filter(|_| op.has(Fault::HintBelieved));
    let as_access =
        access_token(op, &store, token).filter(|_| hint.is_none_or(|hint| hint == "access_token"));
    let fields = as_access.or_else(|| refresh_token(op, &store, token));
    match (fields, store.access_tokens.get(token)) {
        (Some(fields), _) => Ok(fields),
        (None, Some(known)) if op.has(Fault::InactiveTellsMore) => {
            Ok(json!({ "active": false, "client_id": known.client_id, "sub": known.subject }))
        }
        (None, None) if op.has(Fault::InactiveTellsMore) => {
            Ok(json!({ "active": false, "error": "nobody knows it" }))
        }
        (None, None) if op.has(Fault::IntrospectionOfUnknownFails) => Err(refused("invalid_request")),
        (None, _) => Ok(json!({ "active": false })),
    }
}

/// The one token that is asked about.
fn token<'a>(op: &Op, asked: &'a Asked) -> Result<&'a str, Refused> {
    if asked.form.has_repeats() && !op.has(Fault::TwoTokens) {
        return Err(refused("invalid_request"));
    }
    let in_query = asked.query.get("token").filter(|_| op.has(Fault::TokenInIntrospectionQuery));
    asked.form.get("token").or(in_query).ok_or(refused("invalid_request"))
}

fn access_token(op: &Op, store: &Store, token: &str) -> Option<Value> {
    let known = store.access_token(token)?;
    let owner = if op.has(Fault::IntrospectedForAnother) { "somebody-else" } else { &known.client_id };
    Some(json!({
        "active": true, "token_type": "Bearer", "client_id": owner, "iss": op.issuer,
        "sub": known.subject.as_ref().unwrap_or(&known.client_id), "scope": known.scope.join(" "),
        "iat": known.issued, "exp": known.issued + ACCESS_TOKEN_LIFE, "aud": op.at("/userinfo"),
    }))
}

fn refresh_token(op: &Op, store: &Store, token: &str) -> Option<Value> {
    let grant = store.refresh_tokens.get(token)?;
    let is_alive = store.lives(token, &grant.chain)
        && (!store.used.contains(token) || op.has(Fault::RotatedStaysActive));
    is_alive.then(|| {
        json!({
            "active": true, "client_id": grant.request.client_id, "iss": op.issuer,
            "sub": grant.session.subject, "scope": grant.request.scope.join(" "),
        })
    })
}

async fn revoke(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    reply(&op, revoked(&op, &asked))
}

fn revoked(op: &Op, asked: &Asked) -> Result<Value, Refused> {
    let client = (!op.has(Fault::RevocationOpen)).then(|| authenticate(op, asked)).transpose()?;
    let token = token(op, asked)?;
    let mut store = op.store();
    let hint = asked.form.get("token_type_hint").filter(|_| op.has(Fault::HintBelieved));
    if hint.is_some_and(|hint| hint != "refresh_token") && store.refresh_tokens.contains_key(token) {
        return Ok(json!({}));
    }
    let access = store.access_tokens.get(token).map(|known| (known.client_id.clone(), token.to_owned()));
    let refresh = store.refresh_tokens.get(token);
    // RFC 7009 section 2.1: with a refresh token goes everything that came from it.
    let refresh = refresh.map(|grant| {
        let whole = if op.has(Fault::AccessTokensOutlive) { token } else { &grant.chain };
        (grant.request.client_id.clone(), whole.to_owned())
    });
    let refresh_lives = op.has(Fault::RefreshTokenNotRevoked) && refresh.is_some();
    match access.or(refresh) {
        None if op.has(Fault::RevocationOfUnknownFails) => Err(refused("invalid_request")),
        None => Ok(json!({})),
        Some((owner, _))
            if client.is_some_and(|client| client.client_id != owner)
                && !op.has(Fault::RevocationByAnother) =>
        {
            Err(refused("invalid_grant"))
        }
        Some((_, dead)) => {
            if !op.has(Fault::RevokedStaysActive) && !refresh_lives {
                store.dead.insert(dead);
            }
            Ok(json!({}))
        }
    }
}
