//! The authorization endpoint, and the pages behind it (OpenID Connect Core 3.1.2).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use super::asked::Asked;
use super::fault::Fault;
use super::keys::random;
use super::liberty::Liberty;
use super::store::{Request, Session, Waiting, now};
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
    let mut response = match session.filter(|session| is_enough(&op, &request, session)) {
        _ if is_none && op.has(Fault::PromptNoneAlwaysFails) => {
            answer::error(&op, &request.destination, "login_required")
        }
        Some(session) => go_on(&op, request, session, asked.session().unwrap_or_default()),
        None if is_none && !op.has(Fault::PromptNoneShowsPage) => {
            answer::error(&op, &request.destination, "login_required")
        }
        None => ask_who(&op, &asked, request),
    };
    if op.has(Fault::AuthorizationCors) {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// Whether nobody has to type a password (again).
fn is_enough(op: &Op, request: &Request, session: &Session) -> bool {
    let asks_again = request.prompt.iter().any(|word| word == "login" || word == "select_account");
    let is_old = request.max_age.is_some_and(|age| age == 0 || now() - session.auth_time > age);
    let is_same = |hint: &String| *hint == session.subject && !op.has(Fault::HintIsAnother);
    let is_other = request.hint.as_ref().is_some_and(|hint| !is_same(hint));
    (!asks_again || op.has(Fault::PromptLoginIgnored))
        && (!is_old || op.has(Fault::MaxAgeIgnored))
        && !is_other
}

/// The sign-in page belongs to the browser it is shown in: nobody can be signed in by somebody else's form.
fn ask_who(op: &Op, asked: &Asked, request: Request) -> Response {
    let browser = asked.session().map_or_else(random, str::to_owned);
    let waiting = keep_waiting(op, request, &browser);
    let hint = asked.parameters().get("login_hint").unwrap_or_default();
    let mut response = pages::sign_in(op, &waiting, hint, None);
    remember(op, &mut response, &browser);
    response
}

async fn signed_in(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let field = |name| asked.form.get(name).unwrap_or_default();
    if field("username") != USERNAME || field("password") != PASSWORD {
        return pages::sign_in(&op, field("waiting"), "", asked.form.get("username"));
    }
    let Some(request) = taken(&op, &asked) else { return pages::refusal("this page is too old") };
    let session = Session { subject: SUBJECT.to_owned(), auth_time: now() };
    // A new session has a new name, or somebody who knew the old one would be in it.
    let kept = asked.session().filter(|_| op.has(Fault::SessionFixed));
    let browser = kept.map_or_else(random, str::to_owned);
    {
        let mut store = op.store();
        asked.session().map(|old| store.sessions.remove(old));
        store.sessions.insert(browser.clone(), session.clone());
    }
    let mut response = go_on(&op, request, session, &browser);
    remember(&op, &mut response, &browser);
    response
}

/// What follows once it is known who it is.
fn go_on(op: &Op, request: Request, session: Session, browser: &str) -> Response {
    let asks = |word: &str| request.prompt.iter().any(|known| known == word);
    let is_first = op.takes(Liberty::AsksForConsent) && !op.store().agreed.contains(&request.client_id);
    if !is_first && (!asks("consent") || op.has(Fault::PromptConsentIgnored)) {
        return answer::code(op, &request, session);
    }
    if asks("none") {
        return answer::error(op, &request.destination, "consent_required");
    }
    let waiting = keep_waiting(op, request, browser);
    pages::question("Do you agree?", &op.at("/consent"), &[("waiting", &waiting)])
}

async fn agreed(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let (Some(request), Some(session)) = (taken(&op, &asked), op.session(&asked)) else {
        return pages::refusal("this page is too old");
    };
    if asked.form.get("answer") == Some("yes") || op.has(Fault::RefusalIgnored) {
        op.store().agreed.insert(request.client_id.clone());
        answer::code(&op, &request, session)
    } else {
        answer::error(&op, &request.destination, "access_denied")
    }
}

/// Keeps a request until somebody has signed in or agreed in this browser.
fn keep_waiting(op: &Op, request: Request, browser: &str) -> String {
    let waiting = random();
    op.store().waiting.insert(waiting.clone(), Waiting { request, browser: browser.to_owned() });
    waiting
}

/// The request that waited for this form, if it waited for this browser.
fn taken(op: &Op, asked: &Asked) -> Option<Request> {
    let Waiting { request, browser } = op.store().waiting.remove(asked.form.get("waiting")?)?;
    let is_here = asked.session() == Some(&browser) || op.has(Fault::SignInFromElsewhere);
    is_here.then_some(request)
}

fn remember(op: &Op, response: &mut Response, browser: &str) {
    let guards = if op.has(Fault::CookieForScripts) { "" } else { "; HttpOnly; SameSite=Lax" };
    let cookie = HeaderValue::from_str(&format!("session={browser}; Path=/{guards}")).unwrap();
    response.headers_mut().insert(SET_COOKIE, cookie);
}
