//! Signing in at our own door, without an application: for whoever kept the address of a sign-in page.

use axum::response::Response;
use http::StatusCode;

use super::login::Told;
use crate::authn::password;
use crate::authorize::{sign_in, signed_in};
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::login::{Login, LoginProblem, Variant};
use crate::web::routes::Routes;
use crate::web::{Site, cookies, csrf, pages, problem_page, reply, urls};

/// What the form's token is for.
const PURPOSE: &str = "sign-in";

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::SIGN_IN, show).post(urls::SIGN_IN, answer)
}

async fn show(site: Site, visit: Visit) -> Response {
    match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(None) => render(&site, &visit, String::new(), (StatusCode::OK, Vec::new())),
        Ok(Some(_)) => reply::see_other(&format!("{}/", site.base())),
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

fn render(
    site: &Site,
    visit: &Visit,
    username: String,
    (status, problems): (StatusCode, Vec<LoginProblem>),
) -> Response {
    let page = Login {
        frame: visit.frame().at(urls::SIGN_IN),
        form: pages::Form {
            action: urls::SIGN_IN.to_owned(),
            csrf: csrf::token(&visit.browser.secret, PURPOSE),
            transaction: None,
        },
        application: None,
        variant: Variant::Fresh,
        username,
        problems,
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        expired: false,
        forgot: None,
        register: None,
        can_cancel: false,
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
    if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, PURPOSE, sent) {
        return problem_page::forbidden(&site, &visit).await;
    }
    try_password(&site, &visit, &form).await
}

async fn try_password(site: &Site, visit: &Visit, form: &Form) -> Response {
    let username = form.value("username").unwrap_or_default().to_owned();
    let Some(password) = form.value("password").filter(|_| !username.is_empty()) else {
        let no_name = username.is_empty().then_some(LoginProblem::MissingUsername);
        let no_password = form.value("password").is_none().then_some(LoginProblem::MissingPassword);
        let problems = no_name.into_iter().chain(no_password).collect();
        return render(site, visit, username, (StatusCode::BAD_REQUEST, problems));
    };
    let proved = match password::verify(site, &username, &Secret::new(password), &visit.origin, None).await {
        Ok(proved) => proved,
        Err(denied) => {
            return match Told::of(denied) {
                Ok(told) => told.with_wait(render(site, visit, username, (told.status, vec![told.problem]))),
                Err(error) => problem_page::of_fault(visit, error),
            };
        }
    };
    match sign_in::at_home(site, &proved, &visit.browser, &visit.origin).await {
        Ok(cookie) => {
            let lasts = site.config.sessions.absolute.num_seconds();
            let home = reply::see_other(&format!("{}/", site.base()));
            reply::with_cookie(home, cookies::set_session(&cookie, lasts, &site.issuer))
        }
        Err(problem) => problem_page::of(visit, problem),
    }
}
