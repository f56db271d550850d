//! Who a client is (RFC 6749 section 2.3), and how it is told what is wrong (section 5.2).

use axum::Json;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Op;
use super::asked::Asked;
use super::fault::{Fault, TokenFault};
use super::liberty::Liberty;
use super::store::Client;

/// An error of the back channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    code: &'static str,
    description: &'static str,
    /// Whether the client used `Authorization`.
    in_header: bool,
}

/// 400, or 401 for `invalid_client`; `server_error`, which only a provider that is wrong has, is 500.
pub(super) fn refused(code: &'static str) -> Refused {
    Refused { code, description: "the request is not right", in_header: false }
}

/// JSON that nobody keeps, or the error.
pub(super) fn reply(op: &Op, result: Result<Value, Refused>) -> Response {
    let mut response = match result {
        Ok(body) => Json(body).into_response(),
        Err(_) if op.has(TokenFault::ErrorAsPage) => {
            (StatusCode::BAD_REQUEST, Html("<h1>Bad request</h1>")).into_response()
        }
        Err(Refused { code, description, in_header }) => {
            let may_be_400 = op.takes(Liberty::InvalidClientIs400) && !in_header;
            let is_client = code == "invalid_client" && !may_be_400;
            let status = if is_client { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
            let status = if code == "server_error" { StatusCode::INTERNAL_SERVER_ERROR } else { status };
            let status = if op.has(TokenFault::ErrorWith200) { StatusCode::OK } else { status };
            let mut response = (status, Json(told(op, code, description))).into_response();
            if is_client {
                let challenge = HeaderValue::from_static("Basic realm=\"mock\"");
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            response
        }
    };
    if !op.has(TokenFault::Cacheable) {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.headers_mut().insert("pragma", HeaderValue::from_static("no-cache"));
    }
    response
}

fn told(op: &Op, code: &str, description: &str) -> Value {
    if op.takes(Liberty::NoDescriptions) {
        return json!({ "error": code });
    }
    let is_quoted = op.has(Fault::QuotedDescription);
    let description = if is_quoted { "the \"request\" is wrong" } else { description };
    json!({ "error": code, "error_description": description })
}

/// The client, authenticated as it is registered.
pub(super) fn authenticate(op: &Op, asked: &Asked) -> Result<Client, Refused> {
    let parameters = asked.parameters();
    let pair = asked.credentials("Basic");
    let pair = pair.filter(|_| !op.has(TokenFault::BasicInOneCase) || asked.scheme() == Some("Basic"));
    let in_header = pair.map(|pair| decode(op, pair).ok_or(refused("invalid_client"))).transpose()?;
    let wrong = Refused { in_header: in_header.is_some(), ..refused("invalid_client") };
    let in_body = parameters.get("client_secret").filter(|_| !op.has(TokenFault::SecretInFormUnread));
    if in_header.is_some() && in_body.is_some() && !op.has(TokenFault::TwoMethods) {
        return Err(refused("invalid_request"));
    }
    let unknown = match op.fault {
        Some(Fault::Token(TokenFault::ClientExistenceTold)) => {
            Refused { description: "nobody knows this client", ..wrong }
        }
        _ => wrong,
    };
    let (id, secret, method) = match (in_header, in_body) {
        (Some((id, secret)), _) => (id, Some(secret), "client_secret_basic"),
        (None, Some(secret)) => {
            (parameters.owned("client_id").unwrap_or_default(), Some(secret.to_owned()), "client_secret_post")
        }
        (None, None) => (parameters.owned("client_id").unwrap_or_default(), None, "none"),
    };
    if parameters.get("client_id").is_some_and(|told| told != id) {
        return Err(wrong);
    }
    let client = op.store().clients.get(&id).cloned().ok_or(unknown)?;
    let is_right = client.token_endpoint_auth_method == method && client.client_secret == secret;
    let is_service = parameters.get("grant_type") == Some("client_credentials");
    let is_open =
        op.has(TokenFault::SecretUnchecked) || (is_service && op.has(TokenFault::ServiceWithoutSecret));
    if is_right || is_open { Ok(client) } else { Err(wrong) }
}

fn decode(op: &Op, pair: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(pair).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    if op.has(TokenFault::BasicUndecoded) {
        return Some((id.to_owned(), secret.to_owned()));
    }
    // Section 2.3.1: each is form-encoded by itself.
    let plain = |text: &str| {
        url::form_urlencoded::parse(format!("x={text}").as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}
