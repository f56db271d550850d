//! `/account/email`.

use axum::response::Response;
use http::StatusCode;

use crate::account::may_reset;
use crate::account::moving::{self, Refused};
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::own_form::{self, Told};
use crate::web::hosted::register::waiting;
use crate::web::hosted::sign_in::once_more;
use crate::web::pages::WayOn;
use crate::web::pages::account::Tab;
use crate::web::pages::account_email::{AccountEmail, EmailProblem};
use crate::web::routes::Routes;
use crate::web::urls::EMAIL;
use crate::web::{Site, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get(EMAIL, show).post(EMAIL, ask)
}

/// What is typed here is not to be typed twice: who has to sign in once more does so before.
async fn show(site: Site, own: Own) -> Response {
    if !may_reset(&site) {
        return problem_page::not_offered(&own.visit);
    }
    match own.holder.is_fresh(&site).await {
        Ok(true) => render(&own, String::new(), (StatusCode::OK, Vec::new())),
        Ok(false) => once_more(&site, &own.visit, EMAIL),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

fn render(own: &Own, email: String, (status, problems): (StatusCode, Vec<EmailProblem>)) -> Response {
    let frame = own.visit.frame().at(EMAIL);
    let page = AccountEmail {
        tabs: Tab::Profile.shown(&frame),
        form: own.form(EMAIL),
        now: own.holder.user.email.clone(),
        email,
        problems,
        back: WayOn::account(&frame),
        frame,
    };
    reply::page(status, &page, None)
}

async fn ask(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    let typed = form.value("email").unwrap_or_default().to_owned();
    let (browser, words) = (&own.visit.browser.secret, own.visit.frame().words());
    match moving::ask(&site, &own.holder, &typed, browser, words).await {
        Ok(ticket) => {
            let locales = own.visit.ui_locales_query();
            reply::see_other(&format!("{}{}?ticket={ticket}{locales}", site.base(), urls::VERIFY))
        }
        Err(Refused::NotFresh) => once_more(&site, &own.visit, EMAIL),
        Err(Refused::Wrong) => render(&own, typed, (StatusCode::BAD_REQUEST, vec![EmailProblem::Wrong])),
        Err(Refused::Same) => render(&own, typed, (StatusCode::BAD_REQUEST, vec![EmailProblem::Same])),
        Err(Refused::Hindered(hindered)) => match own_form::told(&own.visit, hindered) {
            Told::Page(page) => page,
            Told::Busy => {
                let busy = (StatusCode::SERVICE_UNAVAILABLE, vec![EmailProblem::Busy]);
                waiting(render(&own, typed, busy), 2)
            }
            Told::Limited(minutes, seconds) => {
                let limited = (StatusCode::TOO_MANY_REQUESTS, vec![EmailProblem::Limited { minutes }]);
                waiting(render(&own, typed, limited), seconds)
            }
        },
    }
}
