//! Proving an address: the page that asks for the code, and the page that the link leads to.

use axum::response::Response;
use http::StatusCode;

use super::own_form::{self, Told};
use super::register::waiting;
use super::{application, application_named};
use crate::account::verifying::{self, Proved, Unproven, Verified};
use crate::account::{Hindered, Voucher, may_register, may_reset};
use crate::authn::FirstFactor;
use crate::authorize::locate::PageProblem;
use crate::authorize::park;
use crate::authorize::sign_in::{self, Stepped};
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::Application;
use crate::web::pages::account::Tab;
use crate::web::pages::link_over::{LinkOver, Over};
use crate::web::pages::verify_code::{CodeProblem, VerifyCode};
use crate::web::pages::verify_link::{LinkProblem, VerifyLink};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

/// What the forms' tokens are for.
const CODE: &str = "verify";
const LINK: &str = "verify-link";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(urls::VERIFY, ask_code)
        .post(urls::VERIFY, take_code)
        .get(urls::VERIFY_LINK, show_link)
        .post(urls::VERIFY_LINK, take_link)
}

/// A link or code that leads nowhere, and where to go instead.
pub(super) fn over(site: &Site, visit: &Visit, kind: Over) -> Response {
    let register = may_register(site).then_some(urls::REGISTER);
    let forgot = may_reset(site).then_some(urls::FORGOT);
    reply::page(StatusCode::BAD_REQUEST, &LinkOver::new(visit.frame_here(), kind, (register, forgot)), None)
}

async fn ask_code(site: Site, visit: Visit) -> Response {
    let ticket = visit.query.value("ticket").unwrap_or_default().to_owned();
    code_page(&site, &visit, &ticket, (StatusCode::OK, Vec::new())).await
}

async fn code_page(
    site: &Site,
    visit: &Visit,
    ticket: &str,
    (status, problems): (StatusCode, Vec<CodeProblem>),
) -> Response {
    let address = match verifying::awaited(site, ticket, &visit.browser.secret).await {
        Ok(Some(address)) => address,
        Ok(None) => return over(site, visit, Over::Verification),
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let page = VerifyCode {
        frame: visit.frame().at(&format!("{}?ticket={ticket}", urls::VERIFY)),
        form: form(visit, urls::VERIFY, CODE),
        ticket: ticket.to_owned(),
        address,
        problems,
    };
    reply::page(status, &page, None)
}

fn form(visit: &Visit, action: &str, purpose: &str) -> pages::Form {
    pages::Form {
        action: action.to_owned(),
        csrf: csrf::token(&visit.browser.secret, purpose),
        transaction: None,
    }
}

async fn take_code(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match own_form::read(&site, &mut visit, form, CODE).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let (ticket, code) = (text(&form, "ticket"), text(&form, "code"));
    match verifying::by_code(&site, ticket, (code, None), &visit.browser.secret, &visit.origin).await {
        Ok(proved) => go_on(&site, &visit, proved).await,
        Err(Unproven::WrongCode) => {
            code_page(&site, &visit, ticket, (StatusCode::BAD_REQUEST, vec![CodeProblem::Wrong])).await
        }
        Err(Unproven::Hindered(hindered)) => match own_form::told(&visit, hindered) {
            Told::Page(page) => page,
            Told::Busy | Told::Limited(..) => {
                let busy = (StatusCode::SERVICE_UNAVAILABLE, vec![CodeProblem::Busy]);
                waiting(code_page(&site, &visit, ticket, busy).await, 2)
            }
        },
        Err(unproven) => over(&site, &visit, kind_of(&unproven)),
    }
}

fn text<'f>(form: &'f Form, name: &str) -> &'f str {
    form.value(name).unwrap_or_default()
}

fn kind_of(unproven: &Unproven) -> Over {
    if matches!(unproven, Unproven::Taken) { Over::Taken } else { Over::Verification }
}

/// Uses nothing up: whatever reads mails opens every link in them.
async fn show_link(site: Site, visit: Visit) -> Response {
    let token = visit.query.value("token").unwrap_or_default().to_owned();
    link_page(&site, &visit, &token, (StatusCode::OK, Vec::new())).await
}

async fn link_page(
    site: &Site,
    visit: &Visit,
    token: &str,
    (status, problems): (StatusCode, Vec<LinkProblem>),
) -> Response {
    let link = match verifying::look(site, token, &visit.browser.secret).await {
        Ok(Some(link)) => link,
        Ok(None) => return over(site, visit, Over::Verification),
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let page = VerifyLink {
        frame: visit.frame().at(&format!("{}?token={token}", urls::VERIFY_LINK)),
        form: form(visit, urls::VERIFY_LINK, LINK),
        token: token.to_owned(),
        address: link.address,
        asks_password: link.asks_password,
        is_change: link.is_change,
        problems,
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

async fn take_link(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match own_form::read(&site, &mut visit, form, LINK).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let token = text(&form, "token");
    let password = form.value("password").map(Secret::new);
    let voucher = Voucher { password: password.as_ref(), device: visit.browser.known.as_ref() };
    let proved = verifying::by_link(&site, token, voucher, &visit.browser.secret, &visit.origin);
    match proved.await {
        Ok(proved) => go_on(&site, &visit, proved).await,
        Err(Unproven::WrongPassword(_)) => {
            let wrong = (StatusCode::BAD_REQUEST, vec![LinkProblem::WrongPassword]);
            link_page(&site, &visit, token, wrong).await
        }
        Err(Unproven::Hindered(hindered)) => hinder_link(&site, &visit, token, hindered).await,
        Err(unproven) => over(&site, &visit, kind_of(&unproven)),
    }
}

async fn hinder_link(site: &Site, visit: &Visit, token: &str, hindered: Hindered) -> Response {
    match own_form::told(visit, hindered) {
        Told::Page(page) => page,
        Told::Busy => {
            let busy = (StatusCode::SERVICE_UNAVAILABLE, vec![LinkProblem::Busy]);
            waiting(link_page(site, visit, token, busy).await, 2)
        }
        Told::Limited(minutes, seconds) => {
            let limited = (StatusCode::TOO_MANY_REQUESTS, vec![LinkProblem::Limited { minutes }]);
            waiting(link_page(site, visit, token, limited).await, seconds)
        }
    }
}

/// Signed in, and back to where the person wanted to go: the application that sent them, where this browser still has
/// its request.
async fn go_on(site: &Site, visit: &Visit, proved: Proved) -> Response {
    let Verified { who, transaction } = match proved {
        Proved::Person(verified) => *verified,
        // Where nobody is signed in, the profile leads to the sign-in.
        Proved::Moved => {
            let (profile, language) = (Tab::Profile.path(), visit.ui_locales_query());
            return reply::see_other(&format!("{}{profile}?done=email{language}", site.base()));
        }
    };
    let parked = match &transaction {
        Some(id) => park::find(site, id, &visit.browser, &visit.origin, site.clock.now()).await.ok(),
        None => None,
    };
    let nobody = application_named(site, None).await;
    let Some(parked) = parked else {
        return stepped(site, visit, at_home(site, visit, &who).await, nobody, "/");
    };
    if parked.has_expired {
        // It is asked again, of somebody who is signed in.
        let again = format!("{}?transaction={}", urls::LOGIN, transaction.unwrap_or_default());
        return stepped(site, visit, at_home(site, visit, &who).await, nobody, &again);
    }
    let shown = application(site, &parked.flow.located.client);
    let next = sign_in::first_factor(site, parked, &who, &visit.browser, &visit.origin).await;
    stepped(site, visit, next, shown, "/")
}

async fn at_home(site: &Site, visit: &Visit, who: &FirstFactor) -> Result<Stepped, PageProblem> {
    sign_in::first_factor_at_home(site, who, None, &visit.browser, &visit.origin).await
}

fn stepped(
    site: &Site,
    visit: &Visit,
    next: Result<Stepped, PageProblem>,
    shown: Application,
    home: &str,
) -> Response {
    match next {
        Ok(next) => visit.with_browser_cookie(site, reply::stepped(site, visit, next, shown, home)),
        Err(problem) => problem_page::of(visit, problem),
    }
}
