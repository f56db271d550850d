//! Taking a change of address back, by the link at the address before.

use axum::response::Response;
use http::StatusCode;

use super::own_form::{self, Told};
use super::register::waiting;
use super::verify::over;
use crate::account::undoing::{self, NotUndone};
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::Form;
use crate::web::pages::address_undo::AddressUndo;
use crate::web::pages::address_undone::AddressUndone;
use crate::web::pages::link_over::Over;
use crate::web::routes::Routes;
use crate::web::{Site, csrf, problem_page, reply, urls};

/// What the form's token is for.
const UNDO: &str = "undo";

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::UNDO, show).post(urls::UNDO, undo)
}

/// Uses nothing up: whatever reads mails opens every link in them.
async fn show(site: Site, visit: Visit) -> Response {
    let token = visit.query.value("token").unwrap_or_default().to_owned();
    page(&site, &visit, &token, StatusCode::OK).await
}

async fn page(site: &Site, visit: &Visit, token: &str, status: StatusCode) -> Response {
    let address = match undoing::look(site, token).await {
        Ok(Some(address)) => address,
        Ok(None) => return over(site, visit, Over::Undo),
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let form = Form {
        action: urls::UNDO.to_owned(),
        csrf: csrf::token(&visit.browser.secret, UNDO),
        transaction: None,
    };
    let page = AddressUndo {
        frame: visit.frame().at(&format!("{}?token={token}", urls::UNDO)),
        form,
        token: token.to_owned(),
        address,
        is_busy: status != StatusCode::OK,
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

async fn undo(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match own_form::read(&site, &mut visit, form, UNDO).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let token = form.value("token").unwrap_or_default();
    match undoing::undo(&site, token, &visit.origin).await {
        Ok(reset) => {
            let reset = reset.map(|token| format!("{}?token={token}", urls::RESET));
            let page = AddressUndone::new(visit.frame(), reset.as_deref());
            reply::page(StatusCode::OK, &page, None)
        }
        Err(NotUndone::Over) => over(&site, &visit, Over::Undo),
        Err(NotUndone::Taken) => over(&site, &visit, Over::Given),
        Err(NotUndone::Hindered(hindered)) => match own_form::told(&visit, hindered) {
            Told::Page(page) => page,
            Told::Busy | Told::Limited(..) => {
                waiting(page(&site, &visit, token, StatusCode::SERVICE_UNAVAILABLE).await, 2)
            }
        },
    }
}
