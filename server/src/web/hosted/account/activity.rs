//! `/account/activity`.

use axum::response::Response;
use chrono::SecondsFormat;
use http::StatusCode;

use super::device;
use crate::account::events::{self, OwnEvent};
use crate::store::StoreError;
use crate::web::extract::own::Own;
use crate::web::hosted::application_named;
use crate::web::pages::Frame;
use crate::web::pages::account::Tab;
use crate::web::pages::account_activity::{AccountActivity, Event};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply};

const PATH: &str = Tab::Activity.path();
/// So many on one page.
const AT_ONCE: u64 = 30;

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

async fn show(site: Site, own: Own) -> Response {
    match page(&site, &own).await {
        Ok(page) => reply::page(StatusCode::OK, &page, None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn page(site: &Site, own: &Own) -> Result<AccountActivity, StoreError> {
    let frame = own.visit.frame().at(PATH);
    let after = own.visit.query.value("cursor").and_then(|cursor| cursor.parse().ok());
    let found = events::list(site, &own.holder, (after, AT_ONCE), false).await?;
    let is_full = found.len() as u64 == AT_ONCE;
    let last = found.last().filter(|_| is_full).map(|event| event.id);
    let locale = own.visit.ui_locales_query();
    let earlier = last.map(|id| format!("{}{PATH}?cursor={id}{locale}", site.base()));
    let mut events = Vec::new();
    for event in found {
        events.push(shown(site, &frame, event).await);
    }
    Ok(AccountActivity { tabs: Tab::Activity.shown(&frame), events, earlier, frame })
}

async fn shown(site: &Site, frame: &Frame, event: OwnEvent) -> Event {
    let application = match &event.client_id {
        Some(id) => Some(application_named(site, Some(id)).await.name().to_owned()),
        None => None,
    };
    Event {
        what: what(frame, &event.kind),
        is_failure: event.outcome != "success",
        when: frame.moment(event.at),
        datetime: event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        application,
        device: event.user_agent.as_deref().map(|text| device(frame, Some(text))),
        address: event.address,
    }
}

/// What happened, in words; what has none is told by its name.
fn what(frame: &Frame, kind: &str) -> String {
    let word = match kind {
        "user.registered" => "event-registered",
        "user.changed" => "event-profile",
        "user.status_changed" => "event-status",
        "role.granted" => "event-role-granted",
        "role.revoked" => "event-role-revoked",
        "login.success" => "event-login-success",
        "login.failed" => "event-login-failed",
        "login.rate_limited" => "event-login-limited",
        "refresh.reuse_detected" | "code.replay" => "event-reuse",
        "token.revoked" => "event-token-revoked",
        "logout" => "event-logout",
        "session.revoked" => "event-session-ended",
        "password.changed" => "event-password",
        "email.change_requested" => "event-email-asked",
        "email.changed" => "event-email",
        "email.change_undone" => "event-email-undone",
        "preferences.changed" => "event-preferences",
        "data.exported" => "event-exported",
        "consent.granted" => "event-consent",
        "consent.denied" => "event-consent-denied",
        "consent.revoked" => "event-disconnected",
        _ => return kind.to_owned(),
    };
    frame.say(word)
}
