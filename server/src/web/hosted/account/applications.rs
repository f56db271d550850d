//! `/account/applications`.

use axum::response::Response;
use http::StatusCode;

use super::at;
use crate::account::applications::{self, Connected as Known};
use crate::store::StoreError;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::application_named;
use crate::web::pages::Frame;
use crate::web::pages::account::Tab;
use crate::web::pages::account_applications::{AccountApplications, Connected};
use crate::web::pages::consent::ScopeLine;
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply};

const PATH: &str = Tab::Applications.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).post(PATH, disconnect)
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
        connected.push(shown(site, &frame, known).await);
    }
    let done = own.visit.query.value("done").map(|_| frame.say("applications-ended"));
    Ok(AccountApplications {
        tabs: Tab::Applications.shown(&frame),
        form: own.form(PATH),
        connected,
        done,
        frame,
    })
}

async fn shown(site: &Site, frame: &Frame, known: Known) -> Connected {
    let application = application_named(site, Some(&known.client_id)).await;
    let allowed = known.given.iter().flat_map(|given| given.consent.scope.iter());
    Connected {
        application,
        allowed: allowed.map(|scope| ScopeLine::of(frame, scope, Vec::new()).title).collect(),
        since: known.given.as_ref().map(|given| at(frame, "applications-since", given.granted_at)),
        last: known.used_at.map(|used_at| at(frame, "applications-last", used_at)),
        id: known.client_id,
    }
}

async fn disconnect(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    let chosen = form.value("disconnect").unwrap_or_default();
    match applications::disconnect(&site, &own.holder, chosen).await {
        Ok(_) => reply::see_other(&format!("{}{PATH}?done=1{}", site.base(), own.visit.ui_locales_query())),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}
