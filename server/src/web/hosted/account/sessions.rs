//! `/account/sessions`.

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;

use super::{confirming, device};
use crate::account::sessions;
use crate::model::place::address_told;
use crate::store::StoreError;
use crate::web::extract::own::Own;
use crate::web::hosted::application_named;
use crate::web::pages::account::Tab;
use crate::web::pages::account_sessions::{AccountSessions, Place};
use crate::web::pages::{Frame, When};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

const PATH: &str = Tab::Sessions.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
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
        places.push(shown(site, &frame, own.holder.now, place).await);
    }
    let done = match own.visit.query.value("done") {
        Some("others") => Some(frame.say("sessions-ended-others")),
        done => done.map(|_| frame.say("sessions-ended")),
    };
    Ok(AccountSessions {
        tabs: Tab::Sessions.shown(&frame),
        places,
        end_others: urls::END_OTHERS,
        done,
        frame,
    })
}

/// A place as it is shown at `now`.
pub(super) async fn shown(site: &Site, frame: &Frame, now: DateTime<Utc>, place: sessions::Place) -> Place {
    let mut applications = Vec::new();
    for id in &place.clients {
        applications.push(application_named(site, Some(id)).await.name().to_owned());
    }
    let session = place.seen.session;
    Place {
        end: confirming::of_session(&session.id.to_string()),
        device: device(frame, place.seen.user_agent.as_deref()),
        address: address_told(place.seen.address.as_deref(), place.seen.country.as_deref()),
        times: vec![
            When::said(frame, "sessions-last", session.last_active_at, now),
            When::said(frame, "sessions-since", session.created_at, now),
        ],
        applications,
        is_current: place.is_current,
    }
}
