//! `/account/sessions`.

use axum::response::Response;
use http::StatusCode;

use super::{at, device};
use crate::account::sessions;
use crate::model::place::address_told;
use crate::store::StoreError;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::application_named;
use crate::web::pages::account::Tab;
use crate::web::pages::account_sessions::{AccountSessions, Place};
use crate::web::routes::Routes;
use crate::web::{Site, cookies, problem_page, reply, urls};

const PATH: &str = Tab::Sessions.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).post(PATH, end)
}

async fn show(site: Site, own: Own) -> Response {
    match page(&site, &own).await {
        Ok(page) => reply::page(StatusCode::OK, &page, None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn page(site: &Site, own: &Own) -> Result<AccountSessions, StoreError> {
    let frame = own.visit.frame().at(PATH);
    let mut places = Vec::new();
    for place in sessions::list(site, &own.holder).await? {
        places.push(shown(site, &frame, place).await);
    }
    let done = own.visit.query.value("done").map(|_| frame.say("sessions-ended"));
    Ok(AccountSessions { tabs: Tab::Sessions.shown(&frame), form: own.form(PATH), places, done, frame })
}

async fn shown(site: &Site, frame: &crate::web::pages::Frame, place: sessions::Place) -> Place {
    let mut applications = Vec::new();
    for id in &place.clients {
        applications.push(application_named(site, Some(id)).await.name().to_owned());
    }
    let session = place.seen.session;
    Place {
        id: session.id.to_string(),
        device: device(frame, place.seen.user_agent.as_deref()),
        address: address_told(place.seen.address.as_deref(), place.seen.country.as_deref()),
        since: at(frame, "sessions-since", session.created_at),
        last: at(frame, "sessions-last", session.last_active_at),
        applications,
        is_current: place.is_current,
    }
}

async fn end(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    let holder = &own.holder;
    let chosen = form.value("end").unwrap_or_default();
    let ended = match (chosen, chosen.parse()) {
        ("others", _) => sessions::end_all(&site, holder, Some(holder.session_id)).await.map(|_| ()),
        (_, Ok(session)) => sessions::end(&site, holder, session).await.map(|_| ()),
        // Nothing was chosen: the list again.
        (_, Err(_)) => return reply::see_other(&format!("{}{PATH}", site.base())),
    };
    if let Err(error) = ended {
        return problem_page::of_fault(&own.visit, error);
    }
    if chosen == holder.session_id.to_string() {
        let out = reply::see_other(&format!("{}{}", site.base(), urls::LOGGED_OUT));
        return reply::with_cookie(out, cookies::clear_session(&site.issuer));
    }
    reply::see_other(&format!("{}{PATH}?done=1{}", site.base(), own.visit.ui_locales_query()))
}
