//! The authorization endpoint, and the pages behind it (OpenID Connect Core 3.1.2).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use super::asked::Asked;
use super::fault::Fault;
use super::keys::random;
use super::liberty::Liberty;
use super::store::{Request, Session, now};
use super::{Op, PASSWORD, SUBJECT, USERNAME, answer, pages, request};

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new()
        .route("/authorize", get(open).post(open))
        .route("/login", post(signed_in))
        .route("/consent", post(agreed))
}

async fn open(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    if asked.is_post && op.has(Fault::PostRefused) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let request = match request::read(&op, asked.parameters()) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let session = op.session(&asked);
    let is_none = request.prompt.iter().any(|word| word == "none");
    match session.filter(|session| is_enough(&op, &request, session)) {
        _ if is_none && op.has(Fault::PromptNoneAlwaysFails) => {
            answer::error(&op, &request.destination, "login_required")
        }
        Some(session) => go_on(&op, request, session),
        None if is_none && !op.has(Fault::PromptNoneShowsPage) => {
            answer::error(&op, &request.destination, "login_required")
        }
        None => pages::sign_in(&op, &op.keep_waiting(request), None),
    }
}

/// Whether nobody has to type a password (again).
fn is_enough(op: &Op, request: &Request, session: &Session) -> bool {
    let asks_again = request.prompt.iter().any(|word| word == "login" || word == "select_account");
    let is_old = request.max_age.is_some_and(|age| age == 0 || now() - session.auth_time > age);
    let is_other = request.hint.as_ref().is_some_and(|hint| *hint != session.subject);
    (!asks_again || op.has(Fault::PromptLoginIgnored))
        && (!is_old || op.has(Fault::MaxAgeIgnored))
        && !is_other
}

async fn signed_in(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let (waiting, is_right) = (
        asked.form.get("waiting").unwrap_or_default(),
        asked.form.get("username") == Some(USERNAME) && asked.form.get("password") == Some(PASSWORD),
    );
    if !is_right {
        return pages::sign_in(&op, waiting, asked.form.get("username"));
    }
    let Some(request) = op.store().waiting.remove(waiting) else {
        return pages::refusal("this page is too old");
    };
    let (cookie, session) = (random(), Session { subject: SUBJECT.to_owned(), auth_time: now() });
    {
        // A new session has a new name, or somebody who knew the old one would be in it.
        let mut store = op.store();
        asked.session().map(|old| store.sessions.remove(old));
        store.sessions.insert(cookie.clone(), session.clone());
    }
    let mut response = go_on(&op, request, session);
    let cookie = format!("session={cookie}; Path=/; HttpOnly; SameSite=Lax");
    response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&cookie).unwrap());
    response
}

/// What follows once it is known who it is.
fn go_on(op: &Op, request: Request, session: Session) -> Response {
    let asks = |word: &str| request.prompt.iter().any(|known| known == word);
    let is_first = op.takes(Liberty::AsksForConsent) && !op.store().agreed.contains(&request.client_id);
    if !is_first && (!asks("consent") || op.has(Fault::PromptConsentIgnored)) {
        return answer::code(op, &request, session);
    }
    if asks("none") {
        return answer::error(op, &request.destination, "consent_required");
    }
    let waiting = op.keep_waiting(request);
    pages::question("Do you agree?", &op.at("/consent"), &[("waiting", &waiting)])
}

async fn agreed(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let request = op.store().waiting.remove(asked.form.get("waiting").unwrap_or_default());
    let (Some(request), Some(session)) = (request, op.session(&asked)) else {
        return pages::refusal("this page is too old");
    };
    if asked.form.get("answer") == Some("yes") || op.has(Fault::RefusalIgnored) {
        op.store().agreed.insert(request.client_id.clone());
        answer::code(&op, &request, session)
    } else {
        answer::error(&op, &request.destination, "access_denied")
    }
}
