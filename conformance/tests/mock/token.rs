//! The token endpoint (RFC 6749 sections 4.1.3, 4.4 and 6; RFC 7636; RFC 9700).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::asked::{Asked, Parameters};
use super::client_auth::{Refused, authenticate, refused, reply};
use super::fault::{Fault, TokenFault};
use super::issue::{self, Wanted};
use super::keys::random;
use super::liberty::Liberty;
use super::store::{CODE_LIFE, Client, Code, Grant, Request, Session, now};
use super::{Op, SCOPES};

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new().route("/token", post(endpoint).get(by_get))
}

/// A new code for what somebody agreed to.
pub(super) fn new_code(op: &Op, request: Request, session: Session) -> String {
    let mut store = op.store();
    let code = if op.has(Fault::GuessableCode) { format!("code-{}", store.count()) } else { random() };
    let grant = Grant { chain: random(), request, session };
    store.codes.insert(code.clone(), Code { grant, ends: now() + CODE_LIFE });
    code
}

async fn by_get(op: State<Arc<Op>>, asked: Asked) -> Response {
    if op.has(TokenFault::TokenByGet) {
        return endpoint(op, asked).await;
    }
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

async fn endpoint(State(op): State<Arc<Op>>, mut asked: Asked) -> Response {
    if op.has(TokenFault::TokenRequestInQuery) {
        let more = asked.query.take();
        asked.form.append(more);
    }
    if op.has(TokenFault::JsonTokenRequest) {
        let more = asked.json.take();
        asked.form.append(more);
    }
    if op.has(TokenFault::MalformedBasicIs500) && asked.scheme().is_some_and(|scheme| scheme != "Basic") {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    reply(&op, grant(&op, &asked))
}

fn grant(op: &Op, asked: &Asked) -> Result<Value, Refused> {
    let form = asked.parameters();
    if form.has_repeats() && !op.has(TokenFault::RepeatedTokenParameters) {
        return Err(refused("invalid_request"));
    }
    let client = match authenticate(op, asked) {
        Ok(client) => client,
        Err(wrong) => {
            let spent = form.owned("refresh_token").filter(|_| op.has(TokenFault::WrongSecretSpends));
            op.store().dead.extend(spent);
            return Err(wrong);
        }
    };
    let grant_type = form.get("grant_type").ok_or(refused("invalid_request"))?;
    let is_strange = !["authorization_code", "refresh_token", "client_credentials"].contains(&grant_type);
    let is_guessed = is_strange && op.has(TokenFault::UnknownGrantIsCode);
    let grant_type = if is_guessed { "authorization_code" } else { grant_type };
    let by = match grant_type {
        "authorization_code" => by_code,
        "refresh_token" => by_refresh_token,
        "client_credentials" => by_itself,
        "password" if op.has(TokenFault::PasswordGrant) => return Ok(issue::for_client(op, &client, &[])),
        _ => return Err(refused("unsupported_grant_type")),
    };
    if !client.grant_types.iter().any(|known| known == grant_type) && !op.has(TokenFault::AnyGrant) {
        return Err(refused("unauthorized_client"));
    }
    by(op, &client, form)
}

fn by_code(op: &Op, client: &Client, form: &Parameters) -> Result<Value, Refused> {
    let code = form.get("code").ok_or(refused("invalid_request"))?;
    let wrong = refused("invalid_grant");
    let Code { grant, ends } = op.store().codes.get(code).cloned().ok_or(wrong)?;
    if grant.request.client_id != client.client_id && !op.has(Fault::CodeOfAnotherClient) {
        return Err(wrong);
    }
    let is_forgotten = op.has(Fault::UsedCodeForgotten) && ends - now() < CODE_LIFE - 20;
    let is_first = is_first_use(op, code) || is_forgotten;
    if !is_first && !op.has(Fault::CodeWorksTwice) {
        // RFC 6749 section 4.1.2: what the code gave should be revoked.
        if !op.has(Fault::CodeReuseKillsNothing) {
            op.store().dead.insert(grant.chain);
        }
        return Err(wrong);
    }
    let told = form.get("redirect_uri");
    let same_place = told == Some(&grant.request.destination.redirect_uri)
        || (told.is_none() && op.has(Fault::RedirectUriForgotten));
    let is_right = (same_place || op.has(Fault::CodeForAnyRedirectUri))
        && verifier_holds(op, grant.request.challenge.as_ref(), form.get("code_verifier"));
    if !is_right || ends < now() {
        return Err(wrong);
    }
    let wants_refresh = !op.takes(Liberty::NoRefreshTokens)
        && grant.request.scope.iter().any(|word| word == "offline_access")
        && grant.request.prompt.iter().any(|word| word == "consent")
        && client.grant_types.iter().any(|known| known == "refresh_token");
    let wanted =
        Wanted { client, scope: &grant.request.scope, refresh_token: wants_refresh, is_refresh: false };
    Ok(issue::for_person(op, &grant, &wanted))
}

/// Of several requests at the same time one is the first: to look and to mark are one step.
fn is_first_use(op: &Op, code: &str) -> bool {
    if op.has(Fault::CodeRaces) {
        let was_used = op.store().used.contains(code);
        op.meeting.wait(code);
        op.store().used.insert(code.to_owned());
        return !was_used;
    }
    op.store().used.insert(code.to_owned())
}

/// The same of a refresh token. A provider that is wrong breaks where two meet.
fn is_first_refresh(op: &Op, token: &str) -> Result<bool, Refused> {
    let was_used = op.store().used.contains(token);
    if op.has(TokenFault::RefreshesCollide) {
        op.meeting.wait(token);
    }
    let is_first = op.store().used.insert(token.to_owned());
    let collides = op.has(TokenFault::RefreshesCollide) && !is_first && !was_used;
    if collides { Err(refused("server_error")) } else { Ok(is_first) }
}

/// RFC 7636 section 4.6, and RFC 9700 section 4.8.2: no verifier without a challenge.
fn verifier_holds(op: &Op, challenge: Option<&(String, String)>, verifier: Option<&str>) -> bool {
    if op.has(Fault::PkceIgnored) {
        return true;
    }
    match (challenge, verifier) {
        (None, None) => true,
        (None, Some(_)) => op.has(Fault::DowngradeAccepted),
        (Some(_), None) => op.has(Fault::VerifierOptional),
        (Some((method, challenge)), Some(verifier)) => {
            // RFC 7636 section 4.1: 43 to 128 unreserved characters.
            let is_unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            let is_verifier = (43..=128).contains(&verifier.len()) && verifier.chars().all(is_unreserved);
            if !is_verifier && !op.has(Fault::VerifierUnchecked) {
                return false;
            }
            let alphabet = if op.has(Fault::DigestPadded) { URL_SAFE } else { URL_SAFE_NO_PAD };
            let digest = alphabet.encode(Sha256::digest(verifier));
            let is_same = if method == "plain" { verifier == challenge } else { digest == *challenge };
            is_same
                || op.has(Fault::AnyVerifier)
                || (op.has(Fault::ChallengeIsVerifier) && verifier == challenge)
        }
    }
}

fn by_refresh_token(op: &Op, client: &Client, form: &Parameters) -> Result<Value, Refused> {
    let token = form.get("refresh_token").ok_or(refused("invalid_request"))?;
    let wrong = refused("invalid_grant");
    let (token, grant) = known_refresh_token(op, token).ok_or(wrong)?;
    let token = &*token;
    let is_owner = grant.request.client_id == client.client_id;
    if !op.store().lives(token, &grant.chain) || (!is_owner && !op.has(TokenFault::RefreshByAnother)) {
        return Err(wrong);
    }
    let scope = match form.words("scope") {
        _ if op.has(TokenFault::NarrowingIgnored) => grant.request.scope.clone(),
        none if none.is_empty() => grant.request.scope.clone(),
        fewer if fewer.iter().all(|word| grant.request.scope.contains(word)) => fewer,
        more if op.has(TokenFault::RefreshWidens) => more,
        _ => return Err(refused("invalid_scope")),
    };
    let is_public = client.token_endpoint_auth_method == "none";
    if is_public && op.has(TokenFault::RefreshNeedsSecret) {
        return Err(refused("invalid_client"));
    }
    let stays =
        if is_public { op.has(TokenFault::NotRotated) } else { op.takes(Liberty::RotatesForPublicAlone) };
    let is_first = stays || is_first_refresh(op, token)?;
    if !is_first && !op.has(TokenFault::RotatedWorksOn) {
        // RFC 9700 section 4.14.2: one of the two is a thief, and nobody knows which.
        if !op.has(TokenFault::ChainSurvives) {
            op.store().dead.insert(grant.chain);
        }
        return Err(wrong);
    }
    let wanted = Wanted { client, scope: &scope, refresh_token: !stays, is_refresh: true };
    let mut grant = grant;
    if op.has(TokenFault::NarrowedForEver) {
        grant.request.scope.clone_from(&scope);
    }
    let mut fields = issue::for_person(op, &grant, &wanted);
    if stays {
        fields["refresh_token"] = json!(token);
    }
    Ok(fields)
}

fn known_refresh_token(op: &Op, told: &str) -> Option<(String, Grant)> {
    let by_prefix = op.has(TokenFault::RefreshByPrefix);
    let is_it = |known: &str| known == told || (by_prefix && known.starts_with(told));
    let store = op.store();
    store.refresh_tokens.iter().find(|(known, _)| is_it(known)).map(|(k, grant)| (k.clone(), grant.clone()))
}

fn by_itself(op: &Op, client: &Client, form: &Parameters) -> Result<Value, Refused> {
    let is_public = client.token_endpoint_auth_method == "none";
    if is_public && !op.has(TokenFault::AnyGrant) {
        return Err(refused("unauthorized_client"));
    }
    let mut scope = form.words("scope");
    if scope.is_empty() {
        scope.push("api".to_owned());
    }
    if op.has(TokenFault::ServiceScopeIgnored) {
        scope = vec!["api".to_owned(), "profile".to_owned()];
    }
    let is_known = |word: &String| SCOPES.contains(&&**word) && word != "openid" && word != "offline_access";
    if !scope.iter().all(is_known) && !op.has(TokenFault::ServiceGetsAnyScope) {
        return Err(refused("invalid_scope"));
    }
    Ok(issue::for_client(op, client, &scope))
}
