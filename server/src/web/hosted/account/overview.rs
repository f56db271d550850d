//! `/account`.

use axum::response::Response;
use http::StatusCode;

use crate::account::{applications, sessions};
use crate::store::StoreError;
use crate::web::extract::own::Own;
use crate::web::hosted::account;
use crate::web::pages::account::Tab;
use crate::web::pages::account_overview::AccountOverview;
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get(Tab::Overview.path(), show)
}

async fn show(site: Site, own: Own) -> Response {
    match page(&site, &own).await {
        Ok(page) => reply::page(StatusCode::OK, &page, None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn page(site: &Site, Own { visit, holder }: &Own) -> Result<AccountOverview, StoreError> {
    let (places, applications) =
        (sessions::list(site, holder).await?, applications::list(site, holder).await?);
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let frame = visit.frame().at(Tab::Overview.path());
    Ok(AccountOverview {
        tabs: Tab::Overview.shown(&frame),
        frame,
        account: account(&holder.user),
        email: holder.user.email.clone().map(|address| (address, holder.user.email_verified)),
        places: count(places.len()),
        applications: count(applications.len()),
        sign_out: urls::LOGOUT.to_owned(),
        change_password: urls::CHANGE_PASSWORD.to_owned(),
    })
}
