//! The hosted pages' handlers. What they look like is in `pages/`.

mod account;
pub mod answered;
mod assets;
mod codes;
mod consent;
mod factors;
mod home;
mod login;
mod logo;
mod logout;
mod mailbox;
mod own_form;
mod passkeys;
mod passwords;
mod register;
mod reset;
mod second_factor;
mod sign_in;
mod undo;
mod unproven;
mod verify;
mod well_known;

pub mod dev;

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, Uri};

use super::extract::visit::Visit;
use super::failure::Failure;
use super::pages::{Account, Application};
use super::routes::Routes;
use super::{Site, api, for_people, operator, problem_page, urls};
use crate::model::client::Client;
use crate::model::user::User;
use crate::protocol::error::ErrorCode;

/// Routes below the issuer's path.
pub fn routes(is_dev: bool) -> Routes {
    let routes = Routes::new()
        .merge(account::routes())
        .merge(assets::routes())
        .merge(consent::routes())
        .merge(factors::routes())
        .merge(home::routes())
        .merge(login::routes())
        .merge(logo::routes())
        .merge(logout::routes())
        .merge(register::routes())
        .merge(reset::routes())
        .merge(second_factor::routes())
        .merge(sign_in::routes())
        .merge(undo::routes())
        .merge(verify::routes())
        .merge(well_known::routes())
        .merge(operator::health::routes());
    if is_dev { routes.merge(dev::routes()).merge(mailbox::routes()) } else { routes }
}

/// The home page at another address.
pub fn home_at(path: &str) -> Routes {
    home::at(path)
}

/// A page for an address that is none of ours.
pub async fn not_found(uri: Uri, visit: Visit) -> Response {
    if api::is_below(&uri) {
        return api::not_found();
    }
    problem_page::not_found(&visit)
}

/// What a method that an address does not answer is told: programs in JSON where the address speaks it, people by a page.
pub fn method_not_allowed(uri: &Uri, visit: &Visit) -> Response {
    if api::is_below(uri) {
        return api::method_not_allowed();
    }
    if urls::SPEAK_JSON.contains(&uri.path()) && !for_people::is_person(&visit.headers) {
        let why = ErrorCode::InvalidRequest.because("this endpoint does not answer the method that was used");
        return Failure::from(why).with_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    problem_page::method_not_allowed(visit)
}

/// An application as pages show it.
pub fn application(site: &Site, client: &Client) -> Application {
    let shown = Application::named(client.name(), &client.id);
    match client.metadata.logo_uri {
        Some(_) => shown.with_logo(format!("{}/logo/{}", site.base(), client.id)),
        None => shown,
    }
}

/// An application by its id; unknown, by that alone.
pub async fn application_named(site: &Site, client_id: Option<&str>) -> Application {
    let id = client_id.unwrap_or_default();
    match site.clients.find(&site.db, id).await {
        Ok(Some(client)) => application(site, &client),
        _ => Application::named(id, id),
    }
}

/// An account as pages show it.
pub fn account(user: &User) -> Account {
    let name = user.display_name();
    let detail = user.email.clone().or_else(|| user.preferred_username.clone());
    Account { detail: detail.filter(|detail| *detail != name), name }
}

/// The address of a page of a parked request, in the language of this visit.
fn address(site: &Site, path: &str, transaction: &str, visit: &Visit) -> String {
    format!("{}{path}?transaction={transaction}{}", site.base(), visit.ui_locales_query())
}
