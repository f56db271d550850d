//! The end of a session (OpenID Connect RP-Initiated Logout 1.0).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::Value;
use url::Url;

use super::asked::{Asked, Parameters};
use super::fault::LogoutFault;
use super::keys::random;
use super::liberty::Liberty;
use super::{Op, pages};

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new().route("/logout", get(open).post(open)).route("/logout/confirm", post(confirmed))
}

async fn open(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let parameters = asked.parameters();
    let hint = match parameters.get("id_token_hint").map(|hint| op.keys.verify(hint, op.fault)) {
        None => None,
        Some(Some(claims)) => Some(claims),
        Some(None) => return pages::refusal("the id_token_hint is not one of ours"),
    };
    let audience = hint.as_ref().and_then(|claims| claims.get("aud"));
    let hinted = audience.and_then(|audience| audience.as_str().or_else(|| audience[0].as_str()));
    let named = parameters.get("client_id");
    if hinted.is_some_and(|hinted| named.is_some_and(|named| named != hinted)) {
        return pages::refusal("the client_id does not belong to the id_token_hint");
    }
    let back = match back(&op, hinted.or(named), parameters) {
        Ok(back) => back,
        Err(why) => return pages::refusal(why),
    };
    if op.has(LogoutFault::StateAloneBreaks) && back.is_none() && parameters.get("state").is_some() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let session = op.session(&asked);
    let subject = hint.as_ref().and_then(|claims| claims.get("sub")).and_then(Value::as_str);
    let is_theirs = session.as_ref().is_some_and(|session| Some(&*session.subject) == subject);
    // Section 2: without a hint for this session anybody's link could sign somebody out.
    let is_sure = is_theirs && !op.takes(Liberty::AlwaysConfirmsSigningOut);
    if is_sure || session.is_none() || op.has(LogoutFault::Unasked) {
        return end(&op, &asked, back.as_deref());
    }
    let back = back.unwrap_or_default();
    let waiting = random();
    op.store().used.insert(format!("{waiting} {back}"));
    pages::question(
        "Do you want to sign out?",
        &op.at("/logout/confirm"),
        &[("waiting", &waiting), ("back", &back)],
    )
}

async fn confirmed(State(op): State<Arc<Op>>, asked: Asked) -> Response {
    let field = |name| asked.form.get(name).unwrap_or_default();
    if !op.store().used.remove(&format!("{} {}", field("waiting"), field("back"))) {
        return pages::refusal("this page is too old");
    }
    if field("answer") == "yes" { end(&op, &asked, asked.form.get("back")) } else { pages::farewell() }
}

fn end(op: &Op, asked: &Asked, back: Option<&str>) -> Response {
    if let Some(session) = asked.session().filter(|_| !op.has(LogoutFault::SessionSurvives)) {
        op.store().sessions.remove(session);
    }
    let elsewhere = op.has(LogoutFault::FarewellElsewhere).then_some("https://www.example.com/");
    back.or(elsewhere).map_or_else(pages::farewell, |back| pages::redirect(back, StatusCode::SEE_OTHER))
}

/// Where to go afterwards: only where a client that is known by its hint or its name is registered.
fn back(op: &Op, client: Option<&str>, asked: &Parameters) -> Result<Option<String>, &'static str> {
    let known = known(op, client);
    let unasked = known.first().filter(|_| op.has(LogoutFault::BackUnasked)).map(String::as_str);
    let Some(wanted) = asked.get("post_logout_redirect_uri").or(unasked) else { return Ok(None) };
    let without_query = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
    let is_registered = known.iter().any(|known| {
        known == wanted || (op.has(LogoutFault::WithoutQuery) && without_query(wanted) == *known)
    });
    if !is_registered && !op.has(LogoutFault::ToStranger) {
        return Err("this post_logout_redirect_uri is not registered");
    }
    let mut back = Url::parse(wanted).map_err(|_| "this post_logout_redirect_uri is not a URL")?;
    let state = asked.owned("state").filter(|_| !op.has(LogoutFault::StateDropped));
    if let Some(state) = state.or_else(|| op.has(LogoutFault::StateInvented).then(random)) {
        back.query_pairs_mut().append_pair("state", &state);
    }
    Ok(Some(back.into()))
}

/// What a client registered; nothing, where it is not known who asks.
fn known(op: &Op, client: Option<&str>) -> Vec<String> {
    let anybody = client.is_none() && op.has(LogoutFault::OfAnyClient);
    let store = op.store();
    let clients = store.clients.values().filter(|known| anybody || Some(&*known.client_id) == client);
    clients.flat_map(|client| client.post_logout_redirect_uris.clone()).collect()
}
