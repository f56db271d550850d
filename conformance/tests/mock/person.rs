//! The one person who can sign in, and userinfo (OpenID Connect Core 5, RFC 6750).

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::fault::{AccessTokenFault, Fault, TokenFault};
use super::{Op, SUBJECT};

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new().route("/userinfo", get(userinfo).post(userinfo))
}

/// Everything that is known.
pub(crate) fn claims() -> Map<String, Value> {
    let all = json!({
        "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace", "middle_name": "King",
        "nickname": "ada", "preferred_username": "ada", "profile": "https://ada.example.com/",
        "picture": "https://ada.example.com/ada.png", "website": "https://ada.example.com/", "gender": "female",
        "birthdate": "1815-12-10", "zoneinfo": "Europe/London", "locale": "en-GB", "updated_at": 1_700_000_000,
        "email": "ada@example.com", "email_verified": true,
        "phone_number": "+44 20 7946 0000", "phone_number_verified": true,
        "address": { "street_address": "12 St James's Square", "locality": "London", "country": "GB" },
    });
    let Value::Object(all) = all else { unreachable!() };
    all
}

/// The claims of these names, as far as they are known.
pub(super) fn some(names: &[String]) -> Vec<(String, Value)> {
    claims().into_iter().filter(|(name, _)| names.contains(name)).collect()
}

/// The claims that these scopes give.
pub(super) fn by_scope(scope: &[String]) -> impl Iterator<Item = (String, Value)> {
    claims().into_iter().filter(|(name, _)| scope.iter().any(|word| word == scope_of(name)))
}

/// Which scope gives a claim (OpenID Connect Core 5.4).
fn scope_of(claim: &str) -> &'static str {
    match claim {
        "email" | "email_verified" => "email",
        "phone_number" | "phone_number_verified" => "phone",
        "address" => "address",
        _ => "profile",
    }
}

async fn userinfo(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    if asked.is_post && op.has(Fault::UserinfoByGetAlone) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let in_query = asked.query.get("access_token");
    if in_query.is_some() && !op.has(Fault::TokenInQuery) {
        return challenge(&op, StatusCode::BAD_REQUEST, Some("invalid_request"));
    }
    let in_form = asked.form.get("access_token").filter(|_| !op.has(Fault::TokenInFormUnread));
    let ways = [asked.credentials("Bearer"), in_form, in_query];
    let mut told = ways.into_iter().flatten();
    let (token, second) = (told.next(), told.next());
    if second.is_some() {
        return challenge(&op, StatusCode::BAD_REQUEST, Some("invalid_request"));
    }
    let known = token.and_then(|token| op.store().access_token(token).cloned());
    let anything =
        op.has(Fault::UserinfoOpen) && token.is_none() || op.has(Fault::AnyToken) && token.is_some();
    let anything = anything
        || op.has(AccessTokenFault::IdTokenOpens)
            && token.is_some_and(|token| op.keys.verify(token, None).is_some());
    let (subject, scope, wanted) = match known {
        Some(known) if known.subject.is_none() && op.has(TokenFault::ServiceIsPerson) => {
            (Some(SUBJECT.to_owned()), vec!["openid".to_owned()], Vec::new())
        }
        Some(known) => (known.subject, known.scope, known.claims),
        None if anything => (Some(SUBJECT.to_owned()), vec!["openid".to_owned()], Vec::new()),
        None => return challenge(&op, StatusCode::UNAUTHORIZED, token.map(|_| "invalid_token")),
    };
    let (Some(subject), true) = (subject, scope.iter().any(|word| word == "openid")) else {
        return challenge(&op, StatusCode::FORBIDDEN, Some("insufficient_scope"));
    };
    let heard = if op.has(Fault::FirstScopeAlone) { 2.min(scope.len()) } else { scope.len() };
    let is_given = |name: &String| {
        let by_scope = scope[..heard].iter().any(|word| word == scope_of(name));
        let is_kept_back = op.has(Fault::NoEmail) && name == "email";
        (by_scope || wanted.contains(name) || op.has(Fault::AllClaims)) && !is_kept_back
    };
    let mut given: Map<_, _> = claims().into_iter().filter(|(name, _)| is_given(name)).collect();
    spoil(op.fault, &mut given);
    let subject = if op.has(Fault::OtherSubject) { "somebody-else" } else { &*subject };
    given.insert("sub".to_owned(), json!(subject));
    ([(CACHE_CONTROL, "no-store")], Json(given)).into_response()
}

/// Gives a claim of the wrong kind.
fn spoil(fault: Option<Fault>, given: &mut Map<String, Value>) {
    let (name, value) = match fault {
        Some(Fault::EmptyClaim) => ("nickname", json!("")),
        Some(Fault::AddressIsText) => ("address", json!("London")),
        Some(Fault::VerifiedIsText) => ("phone_number_verified", json!("true")),
        _ => return,
    };
    given.insert(name.to_owned(), value);
}

/// RFC 6750 section 3: no error code where nothing was presented.
fn challenge(op: &Op, status: StatusCode, error: Option<&str>) -> Response {
    let mut response = status.into_response();
    let text = error.map_or_else(|| "Bearer".to_owned(), |error| format!("Bearer error=\"{error}\""));
    if !op.has(Fault::NoChallenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_str(&text).unwrap());
    }
    response
}
