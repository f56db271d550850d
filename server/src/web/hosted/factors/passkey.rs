//! Adding a passkey, and naming one that is there.

use axum::response::Response;
use http::StatusCode;

use super::{is_ours, person, refused, token};
use crate::account::{Holder, factors};
use crate::authn::attempt::FactorDenied;
use crate::authn::{passkey, passkey_ways};
use crate::authorize::sign_in::{Ending, at_home};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::store::passkeys::{self, StoredPasskey};
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::hosted::account::of_passkey;
use crate::web::hosted::{account, passkeys as shared};
use crate::web::pages;
use crate::web::pages::account::Tab;
use crate::web::pages::backup_codes::{BackupCodes, On};
use crate::web::pages::passkey::{Kind, Passkey};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::PASSKEY, show).post(urls::PASSKEY, answer)
}

/// Whoever may change passkeys now: signed in a moment ago.
async fn candidate(site: &Site, visit: &Visit) -> Result<(Holder, Vec<StoredPasskey>), Response> {
    let who = person(site, visit, urls::PASSKEY).await?;
    if let Err(why) = factors::require_fresh(site, &who).await {
        return Err(refused(site, visit, why, urls::PASSKEY));
    }
    match passkeys::of(site.db.reader(), who.user.id).await {
        Ok(held) => Ok((who, held)),
        Err(error) => Err(problem_page::of_fault(visit, error)),
    }
}

async fn show(site: Site, visit: Visit) -> Response {
    let (who, held) = match candidate(&site, &visit).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let named = visit.query.value("id").and_then(shared::id_of);
    match named.and_then(|id| held.iter().find(|known| known.id == id)) {
        Some(known) => {
            let id = shared::named(&known.id);
            let kind = Kind::Kept { remove: of_passkey(&id), id };
            render(&visit, &who, &known.label, kind, StatusCode::OK)
        }
        None => new(&site, &visit, &who, &held, ("", StatusCode::OK)),
    }
}

/// The page that adds one; the list, where browsers know no passkeys for us.
fn new(
    site: &Site,
    visit: &Visit,
    who: &Holder,
    held: &[StoredPasskey],
    (label, status): (&str, StatusCode),
) -> Response {
    let owner = who.owner();
    match passkey::begin_making(site, &owner, &who.user, held, site.clock.now()) {
        Some(ceremony) => render(visit, who, label, Kind::New(shared::make(ceremony)), status),
        None => list(site, ""),
    }
}

fn render(visit: &Visit, who: &Holder, label: &str, kind: Kind, status: StatusCode) -> Response {
    let frame = visit.frame_here_or(urls::PASSKEY);
    let page = Passkey {
        tabs: Tab::Security.shown(&frame),
        frame,
        form: pages::Form { action: urls::PASSKEY.to_owned(), csrf: token(visit, who), transaction: None },
        account: account(&who.user),
        label: label.to_owned(),
        kind,
        has_failed: status != StatusCode::OK,
        back: urls::SECURITY.to_owned(),
    };
    reply::page(status, &page, None)
}

fn list(site: &Site, done: &str) -> Response {
    reply::see_other(&format!("{}{}{done}", site.base(), urls::SECURITY))
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let (who, held) = match candidate(&site, &visit).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    if !is_ours(&site, &visit, &who, form.value("csrf")) {
        return problem_page::forbidden(&site, &visit).await;
    }
    let label = form.value("label").unwrap_or_default();
    let id = form.value("id").and_then(shared::id_of);
    let changed = match (form.value("action"), id) {
        (Some("passkey"), _) => return add(&site, &visit, (&who, &held), &form).await,
        (Some("rename"), Some(id)) => factors::rename_passkey(&site, &who, &id, label).await,
        _ => return list(&site, ""),
    };
    match changed {
        Ok(()) => list(&site, ""),
        Err(why) => refused(&site, &visit, why, urls::PASSKEY),
    }
}

/// The browser has made one. The session has shown a second factor with it.
async fn add(site: &Site, visit: &Visit, (who, held): (&Holder, &[StoredPasskey]), form: &Form) -> Response {
    let owner = who.owner();
    let first = who.first_factor();
    let label = form.value("label").unwrap_or_default();
    let answer = shared::answered(form);
    let added = match passkey_ways::add(site, &first, &owner, answer, (label, &visit.origin)).await {
        Ok(added) => added,
        Err(FactorDenied::Store(error)) => return problem_page::of_fault(visit, error),
        Err(FactorDenied::Letter(error)) => return problem_page::of_fault(visit, OAuthError::server(error)),
        Err(_) => return new(site, visit, who, held, (label, StatusCode::BAD_REQUEST)),
    };
    let ending = Ending { is_step_up: true, ..Ending::default() };
    let stepped = match at_home(site, &added.who, ending, (&visit.browser, &visit.origin)).await {
        Ok(stepped) => stepped,
        Err(problem) => return problem_page::of(visit, problem),
    };
    if added.backup_codes.is_empty() {
        return reply::with_cookies(site, list(site, "?done=passkey-new"), &stepped);
    }
    let page = BackupCodes {
        tabs: Tab::Security.shown(&visit.frame()),
        frame: visit.frame(),
        account: account(&who.user),
        codes: added.backup_codes.iter().map(|code| code.expose().to_owned()).collect(),
        is_new_app: false,
        on: On::To(urls::SECURITY.to_owned()),
    };
    reply::with_cookies(site, reply::page(StatusCode::OK, &page, None), &stepped)
}
