//! `/account/applications`.

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;

use super::confirming;
use crate::account::applications::{self, Connected as Known};
use crate::store::StoreError;
use crate::web::extract::own::Own;
use crate::web::hosted::application_named;
use crate::web::pages::account::Tab;
use crate::web::pages::account_applications::{AccountApplications, Connected};
use crate::web::pages::consent::ScopeLine;
use crate::web::pages::{Frame, When};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply};

const PATH: &str = Tab::Applications.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

async fn show(site: Site, own: Own) -> Response {
    match page(&site, &own).await {
        Ok(page) => reply::page(StatusCode::OK, &page, None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn page(site: &Site, own: &Own) -> Result<AccountApplications, StoreError> {
    let frame = own.visit.frame().at(PATH);
    let mut connected = Vec::new();
    for known in applications::list(site, &own.holder).await? {
        connected.push(shown(site, &frame, own.holder.now, known).await);
    }
    let done = own.visit.query.value("done").map(|_| frame.say("applications-ended"));
    Ok(AccountApplications { tabs: Tab::Applications.shown(&frame), connected, done, frame })
}

/// An application as it is shown at `now`.
pub(super) async fn shown(site: &Site, frame: &Frame, now: DateTime<Utc>, known: Known) -> Connected {
    let application = application_named(site, Some(&known.client_id)).await;
    let allowed = known.given.iter().flat_map(|given| given.consent.scope.iter());
    let used = known.used_at.map(|at| When::said(frame, "applications-last", at, now));
    let since =
        known.given.as_ref().map(|given| When::said(frame, "applications-since", given.granted_at, now));
    Connected {
        application,
        allowed: allowed.map(|scope| ScopeLine::of(frame, scope, Vec::new()).title).collect(),
        times: used.into_iter().chain(since).collect(),
        end: confirming::of_application(&known.client_id),
    }
}
