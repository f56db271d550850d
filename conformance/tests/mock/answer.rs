//! The authorization response (RFC 6749 section 4.1.2, RFC 9207, Form Post Response Mode).

use axum::http::StatusCode;
use axum::response::Response;
use url::form_urlencoded::Serializer;

use super::Op;
use super::fault::Fault;
use super::keys::random;
use super::liberty::Liberty;
use super::pages;
use super::store::{Destination, Request, Session};
use super::token;

/// A code.
pub(super) fn code(op: &Op, request: &Request, session: Session) -> Response {
    if request.is_implicit {
        return send(op, &request.destination, &[("access_token", &random()), ("token_type", "Bearer")]);
    }
    let code = token::new_code(op, request.clone(), session);
    send(op, &request.destination, &[("code", &code)])
}

/// An error.
pub(super) fn error(op: &Op, destination: &Destination, error: &str) -> Response {
    let is_quoted = op.has(Fault::QuotedDescription);
    let description = if is_quoted { "the \"request\" is wrong" } else { "the request is not right" };
    let mut fields = vec![("error", error)];
    if !op.takes(Liberty::NoDescriptions) {
        fields.push(("error_description", description));
    }
    if op.has(Fault::ErrorWithCode) {
        fields.push(("code", "k3J8vQ2mZt7Xw9LpB5nRc1Yd4HsG6fAe"));
    }
    send(op, destination, &fields)
}

fn send(op: &Op, destination: &Destination, fields: &[(&str, &str)]) -> Response {
    let mut fields = fields.to_vec();
    let is_error = fields[0].0 == "error";
    let state = destination.state.as_deref().map(|state| match op.fault {
        Some(Fault::StateChanged) => state.to_uppercase(),
        _ => state.to_owned(),
    });
    let state = state.or_else(|| op.has(Fault::StateInvented).then(random));
    let drops_state = op.has(Fault::StateDropped) || (is_error && op.has(Fault::StateDroppedInErrors));
    if let Some(state) = state.as_deref().filter(|_| !drops_state) {
        fields.push(("state", state));
    }
    let issuer = if op.has(Fault::IssWrong) { "https://op.example.org" } else { &op.issuer };
    let issuer = destination.told_issuer.as_deref().unwrap_or(issuer);
    let drops_issuer = op.takes(Liberty::NoIssuerInResponse)
        || op.takes(Liberty::Bare)
        || op.has(Fault::IssMissing)
        || (is_error && op.has(Fault::IssMissingInErrors));
    if !drops_issuer {
        fields.push(("iss", issuer));
    }
    let target = destination.redirect_uri.as_str();
    let mode = if op.has(Fault::InFragment) { "fragment" } else { &*destination.mode };
    if mode == "form_post" {
        return pages::form_post(target, &fields, !op.has(Fault::FormPostUnescaped));
    }
    let text = Serializer::new(String::new()).extend_pairs(&fields).finish();
    let separator = match mode {
        "fragment" => '#',
        _ if target.contains('?') => '&',
        _ => '?',
    };
    // RFC 9700 section 4.12: only 303 surely turns a post into a GET.
    let is_307 = op.has(Fault::Redirect307);
    let status = match op.liberty {
        _ if is_307 => StatusCode::TEMPORARY_REDIRECT,
        Some(Liberty::Redirects302) => StatusCode::FOUND,
        _ => StatusCode::SEE_OTHER,
    };
    pages::redirect(&format!("{target}{separator}{text}"), status)
}
