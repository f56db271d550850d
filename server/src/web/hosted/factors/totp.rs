//! Setting up an authenticator app from the account: its page, its picture, and the first code.

use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use zeroize::Zeroizing;

use super::{is_ours, person, refused, token};
use crate::account::{Holder, factors};
use crate::authn::totp_enrolment;
use crate::authorize::sign_in::{Ending, at_home};
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::hosted::account;
use crate::web::hosted::codes::{self, Told};
use crate::web::pages;
use crate::web::pages::account::Tab;
use crate::web::pages::backup_codes::{BackupCodes, On};
use crate::web::pages::totp::Totp;
use crate::web::routes::Routes;
use crate::web::{Site, otpauth, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::TOTP, show).post(urls::TOTP, answer).get_alone(urls::TOTP_PICTURE, picture)
}

/// Whoever may set one up now: signed in a moment ago, and without an app.
async fn candidate(site: &Site, visit: &Visit) -> Result<Holder, Response> {
    let who = person(site, visit, urls::TOTP).await?;
    match factors::may_set_up_totp(site, &who).await {
        Ok(()) => Ok(who),
        Err(why) => Err(refused(site, visit, why, urls::TOTP)),
    }
}

async fn show(site: Site, visit: Visit) -> Response {
    match candidate(&site, &visit).await {
        Ok(who) => render(&site, &visit, &who, None).await,
        Err(response) => response,
    }
}

async fn picture(site: Site, visit: Visit) -> Response {
    let who = match candidate(&site, &visit).await {
        Ok(who) => who,
        Err(response) => return response,
    };
    match totp_enrolment::pending(&site, &who.owner(), who.user.id).await {
        Ok(secret) => {
            let png = otpauth::qr(&site, &who.user, &secret).png();
            ([(CONTENT_TYPE, "image/png")], png).into_response()
        }
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

async fn render(site: &Site, visit: &Visit, who: &Holder, told: Option<Told>) -> Response {
    match totp_enrolment::pending(site, &who.owner(), who.user.id).await {
        Ok(secret) => codes::page(&page(site, visit, who, &secret, told), told, None),
        Err(error) => problem_page::of_fault(visit, error),
    }
}

fn page(site: &Site, visit: &Visit, who: &Holder, secret: &Zeroizing<Vec<u8>>, told: Option<Told>) -> Totp {
    let frame = visit.frame().at(urls::TOTP);
    Totp {
        tabs: Tab::Security.shown(&frame),
        frame,
        form: pages::Form { action: urls::TOTP.to_owned(), csrf: token(visit, who), transaction: None },
        step: None,
        application: None,
        account: account(&who.user),
        qr: otpauth::qr(site, &who.user, secret),
        secret: otpauth::grouped(secret),
        picture: Some(urls::TOTP_PICTURE.to_owned()),
        problem: told.map(|told| told.problem),
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        back: Some(urls::SECURITY.to_owned()),
        can_cancel: false,
    }
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let who = match candidate(&site, &visit).await {
        Ok(who) => who,
        Err(response) => return response,
    };
    if !is_ours(&site, &visit, &who, form.value("csrf")) {
        return problem_page::forbidden(&site, &visit).await;
    }
    let Some(code) = form.value("code") else {
        return render(&site, &visit, &who, Some(Told::missing())).await;
    };
    confirm(&site, &visit, &who, &Secret::new(code)).await
}

/// The first code was sent. If it is right, the session has shown a second factor too.
async fn confirm(site: &Site, visit: &Visit, who: &Holder, code: &Secret) -> Response {
    let first = who.first_factor();
    let enrolled = match totp_enrolment::confirm(site, &first, &who.owner(), code, &visit.origin).await {
        Ok(enrolled) => enrolled,
        Err(denied) => {
            return match Told::of(denied) {
                Ok(told) => render(site, visit, who, Some(told)).await,
                Err(error) => problem_page::of_fault(visit, error),
            };
        }
    };
    let ending = Ending { is_step_up: true, ..Ending::default() };
    let stepped = match at_home(site, &enrolled.who, ending, (&visit.browser, &visit.origin)).await {
        Ok(stepped) => stepped,
        Err(problem) => return problem_page::of(visit, problem),
    };
    let page = BackupCodes {
        tabs: Tab::Security.shown(&visit.frame()),
        frame: visit.frame(),
        account: account(&who.user),
        codes: enrolled.backup_codes.iter().map(|code| code.expose().to_owned()).collect(),
        is_new_app: true,
        on: On::To(urls::SECURITY.to_owned()),
    };
    reply::with_cookies(site, codes::page(&page, None, None), &stepped)
}
