//! Making an account: the page, and its answer.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use super::own_form::{self, Told};
use super::passwords;
use crate::account::registering::{self, Refused, Wish, Wrong};
use crate::account::{Hindered, may_register};
use crate::authorize::signed_in;
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::new_password::{Meter, PasswordProblem};
use crate::web::pages::register::{Register, RegisterProblem};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

/// What the form's token is for.
const PURPOSE: &str = "register";

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::REGISTER, show).post(urls::REGISTER, answer)
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    email: String,
    name: String,
    transaction: Option<String>,
    /// How strong the password is, if it was asked.
    strength: Option<u8>,
}

async fn show(site: Site, visit: Visit) -> Response {
    if !may_register(&site) {
        return problem_page::not_offered(&visit);
    }
    match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(None) => {
            let transaction = visit.query.value("transaction").map(str::to_owned);
            let typed = Typed { transaction, ..Typed::default() };
            render(&site, &visit, typed, StatusCode::OK, Vec::new())
        }
        Ok(Some(_)) => reply::see_other(&format!("{}/", site.base())),
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

fn render(
    site: &Site,
    visit: &Visit,
    typed: Typed,
    status: StatusCode,
    problems: Vec<RegisterProblem>,
) -> Response {
    let parked = typed.transaction.as_deref().filter(|id| is_plain(id));
    let with_transaction = |path: &str| match parked {
        Some(id) => format!("{path}?transaction={id}"),
        None => path.to_owned(),
    };
    let page = Register {
        frame: visit.frame().at(&with_transaction(urls::REGISTER)),
        form: pages::Form {
            action: urls::REGISTER.to_owned(),
            csrf: csrf::token(&visit.browser.secret, PURPOSE),
            transaction: parked.map(str::to_owned),
        },
        email: typed.email,
        name: typed.name,
        rules: passwords::rules(site),
        meter: Meter::of(&visit.frame(), typed.strength),
        problems,
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        sign_in: match parked {
            Some(_) => with_transaction(urls::LOGIN),
            None => urls::SIGN_IN.to_owned(),
        },
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

/// The id of a parked request is a token of ours: what is none goes nowhere.
pub(super) fn is_plain(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    if !may_register(&site) {
        return problem_page::not_offered(&visit);
    }
    let form = match own_form::read(&site, &mut visit, form, PURPOSE).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let text = |name: &str| form.value(name).unwrap_or_default().to_owned();
    let transaction = form.value("transaction").filter(|id| is_plain(id)).map(str::to_owned);
    let typed =
        Typed { email: text("email"), name: text("name"), transaction: transaction.clone(), strength: None };
    let password = form.value("password").unwrap_or_default();
    if form.value("action") == Some(passwords::STRENGTH) {
        let own = vec![typed.email.clone(), typed.name.clone()];
        return match passwords::strength(&site, password, own).await {
            Ok(strength) => render(&site, &visit, Typed { strength, ..typed }, StatusCode::OK, Vec::new()),
            Err(hindered) => hinder(&site, &visit, typed, hindered),
        };
    }
    let wish = Wish {
        email: typed.email.clone(),
        name: typed.name.clone(),
        password: Secret::new(password),
        words: visit.frame().words(),
        transaction,
    };
    match registering::register(&site, wish, &visit.browser.secret, &visit.origin).await {
        Ok(ticket) => {
            let target =
                format!("{}{}?ticket={ticket}{}", site.base(), urls::VERIFY, visit.ui_locales_query());
            reply::see_other(&target)
        }
        Err(Refused::Wrong(wrong)) => {
            let problems = problems(&wrong, password.is_empty());
            render(&site, &visit, typed, StatusCode::BAD_REQUEST, problems)
        }
        Err(Refused::Hindered(hindered)) => hinder(&site, &visit, typed, hindered),
    }
}

fn problems(wrong: &[Wrong], is_empty: bool) -> Vec<RegisterProblem> {
    let mut problems: Vec<_> = wrong
        .iter()
        .filter_map(|wrong| match wrong {
            Wrong::Email => Some(RegisterProblem::Email),
            Wrong::Name => Some(RegisterProblem::Name),
            Wrong::Password(_) if is_empty => None,
            Wrong::Password(broken) => Some(RegisterProblem::Password(passwords::problem(*broken))),
        })
        .collect();
    if is_empty {
        problems.push(RegisterProblem::Password(PasswordProblem::Missing));
    }
    problems
}

fn hinder(site: &Site, visit: &Visit, typed: Typed, hindered: Hindered) -> Response {
    match own_form::told(visit, hindered) {
        Told::Page(page) => page,
        Told::Busy => {
            let problems = vec![RegisterProblem::Busy];
            waiting(render(site, visit, typed, StatusCode::SERVICE_UNAVAILABLE, problems), 2)
        }
        Told::Limited(minutes, seconds) => {
            let problems = vec![RegisterProblem::Limited { minutes }];
            waiting(render(site, visit, typed, StatusCode::TOO_MANY_REQUESTS, problems), seconds)
        }
    }
}

/// The answer, with how long to wait.
pub(super) fn waiting(mut response: Response, seconds: i64) -> Response {
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}
