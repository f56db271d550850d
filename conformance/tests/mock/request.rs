//! Which authorization requests are right (OpenID Connect Core 3.1.2.1, RFC 7636, RFC 9207).

use axum::response::Response;
use serde_json::Value;

use super::answer;
use super::asked::Parameters;
use super::fault::{Fault, TokenFault};
use super::liberty::Liberty;
use super::pages;
use super::redirect_uri;
use super::store::{Client, Destination, Request};
use super::{Op, SCOPES, USERNAME};

/// Every parameter of an authorization request that means something here.
const KNOWN: [&str; 19] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "prompt",
    "max_age",
    "id_token_hint",
    "login_hint",
    "claims",
    "display",
    "ui_locales",
    "claims_locales",
    "acr_values",
    "request",
];

/// The request, or the answer that refuses it.
pub(super) fn read(op: &Op, asked: &Parameters) -> Result<Request, Box<Response>> {
    let page = |why| Box::new(pages::refusal(why));
    let (beside, unpacked) = (asked, op.reads_request_objects().then(|| asked.unpacked()));
    let asked = unpacked.as_ref().unwrap_or(asked);
    if asked.repeats("client_id") || asked.repeats("redirect_uri") {
        return Err(page("a parameter comes twice"));
    }
    let client = asked.get("client_id").and_then(|id| op.store().clients.get(id).cloned());
    let Some(client) = client else {
        let is_sent = op.has(Fault::UnknownClientRedirected) && asked.get("redirect_uri").is_some();
        let sent = || Box::new(answer::error(op, &told(op, asked), "invalid_request"));
        return Err(if is_sent { sent() } else { page("nobody knows this client") });
    };
    let mut destination = destination(op, &client, asked)?;
    if op.has(Fault::RedirectUriBesideObject) {
        destination.redirect_uri = beside.owned("redirect_uri").unwrap_or_default();
    }
    match rest(op, &client, asked, destination.clone()) {
        Ok(request) => Ok(request),
        Err(error) => Err(Box::new(answer::error(op, &destination, error))),
    }
}

/// Where the request says it wants to be answered.
fn told(op: &Op, asked: &Parameters) -> Destination {
    let redirect_uri = asked.owned("redirect_uri").unwrap_or_default();
    let mode = asked.owned("response_mode").unwrap_or_else(|| "query".to_owned());
    let mode = if op.has(Fault::FormPostIgnored) { "query".to_owned() } else { mode };
    let told_issuer = asked.owned("iss").filter(|_| op.has(Fault::IssFromRequest));
    Destination { redirect_uri, state: asked.owned("state"), mode, told_issuer }
}

fn destination(op: &Op, client: &Client, asked: &Parameters) -> Result<Destination, Box<Response>> {
    let destination = told(op, asked);
    if redirect_uri::is_registered(op, client, &destination.redirect_uri) {
        return Ok(destination);
    }
    if op.has(Fault::ErrorToStranger) && !destination.redirect_uri.is_empty() {
        return Err(Box::new(answer::error(op, &destination, "invalid_request")));
    }
    Err(Box::new(pages::refusal("this redirect URI is not registered")))
}

fn rest(
    op: &Op,
    client: &Client,
    asked: &Parameters,
    destination: Destination,
) -> Result<Request, &'static str> {
    refuse_unless(op.has(Fault::RepeatedParameters) || !asked.has_repeats(), "invalid_request")?;
    refuse_unless(!is_wrongly_refused(op, client, asked), "invalid_request")?;
    is_plain(op, asked)?;
    match asked.get("response_type") {
        Some("code") => {}
        Some("token") if op.has(Fault::ImplicitGrant) => {}
        None if op.has(Fault::ResponseTypeOptional) => {}
        None => return Err("invalid_request"),
        Some(_) if op.has(Fault::UnknownResponseTypeIsCode) => {}
        Some(_) => return Err("unsupported_response_type"),
    }
    refuse_unless(
        client.grant_types.iter().any(|grant| grant == "authorization_code"),
        "unauthorized_client",
    )?;
    refuse_unless(["query", "fragment", "form_post"].contains(&&*destination.mode), "invalid_request")?;
    let prompt = asked.words("prompt");
    let is_none = prompt.iter().any(|word| word == "none");
    refuse_unless(!is_none || prompt.len() == 1, "invalid_request")?;
    Ok(Request {
        destination,
        client_id: client.client_id.clone(),
        is_implicit: asked.get("response_type") == Some("token"),
        scope: scope(op, asked),
        nonce: asked.owned("nonce"),
        acr: asked.words("acr_values").into_iter().next(),
        challenge: challenge(op, client, asked)?,
        prompt,
        max_age: match asked.get("max_age").map(str::parse::<u32>) {
            None => None,
            Some(age) => Some(i64::from(age.map_err(|_| "invalid_request")?)),
        },
        hint: hint(op, asked)?,
        claims: ["userinfo", "id_token"].map(|place| claims(op, asked, place)),
    })
}

/// Neither a request object nor a reference to one, or they are refused by name (OpenID Connect Core 3.1.2.6).
fn is_plain(op: &Op, asked: &Parameters) -> Result<(), &'static str> {
    let is_packed = asked.get("request").is_some() && !op.has(Fault::RequestObjectIgnored);
    refuse_unless(!is_packed, "request_not_supported")?;
    let is_elsewhere = asked.get("request_uri").is_some() && !op.has(Fault::RequestUriIgnored);
    refuse_unless(!is_elsewhere, "request_uri_not_supported")
}

/// What only a provider that is wrong calls a mistake.
fn is_wrongly_refused(op: &Op, client: &Client, asked: &Parameters) -> bool {
    let comes = |name| asked.get(name).is_some();
    match op.fault {
        Some(Fault::UnknownParameterRefused) => asked.names().any(|name| !KNOWN.contains(&name)),
        Some(Fault::EmptyParametersCount) => asked.has_empty(),
        Some(Fault::NonceRequired) => !comes("nonce"),
        Some(Fault::DisplayRefused) => comes("display"),
        Some(Fault::UiLocalesRefused) => comes("ui_locales"),
        Some(Fault::ClaimsLocalesRefused) => comes("claims_locales"),
        Some(Fault::AcrValuesRefused) => comes("acr_values"),
        Some(Fault::LoginHintMustBeKnown) => asked.get("login_hint").is_some_and(|hint| hint != USERNAME),
        Some(Fault::PkceForPublicAlone) => {
            client.token_endpoint_auth_method != "none" && comes("code_challenge")
        }
        _ => false,
    }
}

fn challenge(op: &Op, client: &Client, asked: &Parameters) -> Result<Option<(String, String)>, &'static str> {
    let is_public = client.token_endpoint_auth_method == "none" && !op.has(Fault::PkceOptionalForPublic);
    let is_needed = is_public || op.takes(Liberty::PkceForAll);
    let Some(challenge) = asked.owned("code_challenge") else {
        let is_half = asked.get("code_challenge_method").is_some() && !op.has(Fault::MethodAloneIsNothing);
        let is_complete = !is_needed && !is_half;
        return if is_complete { Ok(None) } else { Err("invalid_request") };
    };
    // RFC 7636 section 4.3: what is left out is `plain`.
    let method = asked.get("code_challenge_method").unwrap_or("plain");
    refuse_unless(
        method == "S256"
            || (method == "plain" && op.has(Fault::PlainAccepted))
            || op.has(Fault::UnknownMethodIsS256),
        "invalid_request",
    )?;
    let method = if op.has(Fault::UnknownMethodIsS256) { "S256" } else { method };
    let is_base64url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_digest = challenge.len() == 43 && challenge.chars().all(is_base64url);
    let is_right = method == "plain" || is_digest || op.has(Fault::ChallengeUnchecked);
    refuse_unless(is_right, "invalid_request")?;
    Ok(Some((method.to_owned(), challenge)))
}

fn hint(op: &Op, asked: &Parameters) -> Result<Option<String>, &'static str> {
    let Some(hint) = asked.get("id_token_hint") else { return Ok(None) };
    let claims = op.keys.verify(hint, op.fault).ok_or("invalid_request")?;
    Ok(claims.get("sub").and_then(Value::as_str).map(str::to_owned))
}

/// What exists of what was asked for: OpenID Connect Core 3.1.2.1 lets a provider ignore the rest.
fn scope(op: &Op, asked: &Parameters) -> Vec<String> {
    let words = asked.words("scope");
    let is_late = op.has(Fault::ScopeOrderCounts) && words.first().is_some_and(|first| first != "openid");
    let is_known = |word: &String| {
        (SCOPES.contains(&&**word) || op.has(TokenFault::UnknownScopeGranted))
            && !(is_late && word == "openid")
    };
    words.into_iter().filter(is_known).collect()
}

fn claims(op: &Op, asked: &Parameters, place: &str) -> Vec<String> {
    if op.takes(Liberty::NoClaimsParameter) || op.takes(Liberty::Bare) || op.has(Fault::ClaimsIgnored) {
        return Vec::new();
    }
    let parsed: Option<Value> = asked.get("claims").and_then(|text| serde_json::from_str(text).ok());
    let wanted = parsed.as_ref().and_then(|claims| claims[place].as_object());
    wanted.into_iter().flat_map(|claims| claims.keys().cloned()).collect()
}

fn refuse_unless(holds: bool, error: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(error) }
}
