//! A forgotten password: asking for a mail, and setting a new one by its link.

use axum::response::Response;
use http::StatusCode;

use super::own_form::{self, Told};
use super::register::waiting;
use super::verify::over;
use super::{account, passwords};
use crate::account::resetting::{self, Unset};
use crate::account::{Hindered, may_reset};
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::WayOn;
use crate::web::pages::forgot::{Forgot, ForgotProblem};
use crate::web::pages::forgot_sent::ForgotSent;
use crate::web::pages::link_over::Over;
use crate::web::pages::new_password::{Meter, PasswordProblem};
use crate::web::pages::reset::{Reset, ResetProblem};
use crate::web::pages::reset_done::ResetDone;
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

/// What the forms' tokens are for.
const ASK: &str = "forgot";
const SET: &str = "reset";
/// As long as names are anywhere; of more nothing is shown back.
const LONGEST_NAME: usize = 254;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(urls::FORGOT, show_ask)
        .post(urls::FORGOT, ask)
        .get(urls::RESET, show_set)
        .post(urls::RESET, set)
}

async fn show_ask(site: Site, visit: Visit) -> Response {
    if !may_reset(&site) {
        return problem_page::not_offered(&visit);
    }
    ask_page(&site, &visit, String::new(), (StatusCode::OK, Vec::new()))
}

fn ask_page(
    site: &Site,
    visit: &Visit,
    username: String,
    (status, problems): (StatusCode, Vec<ForgotProblem>),
) -> Response {
    let page = Forgot {
        frame: visit.frame().at(urls::FORGOT),
        form: form(visit, urls::FORGOT, ASK),
        username,
        problems,
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

fn form(visit: &Visit, action: &str, purpose: &str) -> pages::Form {
    pages::Form {
        action: action.to_owned(),
        csrf: csrf::token(&visit.browser.secret, purpose),
        transaction: None,
    }
}

async fn ask(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    if !may_reset(&site) {
        return problem_page::not_offered(&visit);
    }
    let form = match own_form::read(&site, &mut visit, form, ASK).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let typed: String =
        form.value("username").unwrap_or_default().trim().chars().take(LONGEST_NAME).collect();
    if typed.is_empty() {
        let missing = (StatusCode::BAD_REQUEST, vec![ForgotProblem::Missing]);
        return ask_page(&site, &visit, typed, missing);
    }
    match resetting::ask(&site, &typed, visit.frame().words(), &visit.origin).await {
        Ok(()) => {
            let frame = visit.frame();
            let back = WayOn::sign_in(&frame, urls::SIGN_IN);
            reply::page(StatusCode::OK, &ForgotSent { frame, username: typed, back }, None)
        }
        Err(hindered) => match own_form::told(&visit, hindered) {
            Told::Limited(minutes, seconds) => {
                let limited = (StatusCode::TOO_MANY_REQUESTS, vec![ForgotProblem::Limited { minutes }]);
                waiting(ask_page(&site, &visit, typed, limited), seconds)
            }
            Told::Busy => problem_page::of_fault(&visit, Hindered::Busy),
            Told::Page(page) => page,
        },
    }
}

/// Uses nothing up.
async fn show_set(site: Site, visit: Visit) -> Response {
    let token = visit.query.value("token").unwrap_or_default().to_owned();
    set_page(&site, &visit, &token, None, (StatusCode::OK, Vec::new())).await
}

async fn set_page(
    site: &Site,
    visit: &Visit,
    token: &str,
    asked: Option<&str>,
    (status, problems): (StatusCode, Vec<ResetProblem>),
) -> Response {
    let user = match resetting::look(site, token).await {
        Ok(Some(user)) => user,
        Ok(None) => return over(site, visit, Over::Reset),
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let strength = match asked {
        Some(typed) => match passwords::strength(site, typed, user.own_words()).await {
            Ok(strength) => strength,
            Err(hindered) => return problem_page::of_fault(visit, hindered),
        },
        None => None,
    };
    let page = Reset {
        frame: visit.frame().at(&format!("{}?token={token}", urls::RESET)),
        form: form(visit, urls::RESET, SET),
        token: token.to_owned(),
        account: account(&user),
        username: user.login_name(),
        rules: passwords::rules(site),
        meter: Meter::of(&visit.frame(), strength),
        problems,
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

async fn set(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match own_form::read(&site, &mut visit, form, SET).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let token = form.value("token").unwrap_or_default();
    let typed = form.value("password").unwrap_or_default();
    if form.value("action") == Some(passwords::STRENGTH) {
        return set_page(&site, &visit, token, Some(typed), (StatusCode::OK, Vec::new())).await;
    }
    let words = visit.frame().words();
    match resetting::set(&site, token, &Secret::new(typed), words, &visit.origin).await {
        Ok(()) => {
            let frame = visit.frame();
            let way = WayOn::sign_in(&frame, urls::SIGN_IN);
            reply::page(StatusCode::OK, &ResetDone { frame, way }, None)
        }
        Err(Unset::Over) => over(&site, &visit, Over::Reset),
        Err(Unset::Broken(broken)) => {
            let problems = if typed.is_empty() {
                vec![ResetProblem::Password(PasswordProblem::Missing)]
            } else {
                broken.into_iter().map(|rule| ResetProblem::Password(passwords::problem(rule))).collect()
            };
            set_page(&site, &visit, token, None, (StatusCode::BAD_REQUEST, problems)).await
        }
        Err(Unset::Hindered(hindered)) => match own_form::told(&visit, hindered) {
            Told::Page(page) => page,
            Told::Busy | Told::Limited(..) => {
                let busy = (StatusCode::SERVICE_UNAVAILABLE, vec![ResetProblem::Busy]);
                waiting(set_page(&site, &visit, token, None, busy).await, 2)
            }
        },
    }
}
