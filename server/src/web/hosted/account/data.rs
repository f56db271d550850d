//! `/account/data`.

use axum::response::Response;
use http::StatusCode;

use super::shown_password::{self, NotShown};
use crate::account::data;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::sign_in::once_more;
use crate::web::pages::Problem;
use crate::web::pages::account::Tab;
use crate::web::pages::account_data::AccountData;
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

const PATH: &str = Tab::Data.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).post(PATH, export)
}

async fn show(own: Own) -> Response {
    render(&own, StatusCode::OK, Vec::new())
}

fn render(own: &Own, status: StatusCode, problems: Vec<Problem>) -> Response {
    let frame = own.visit.frame().at(PATH);
    let page = AccountData {
        tabs: Tab::Data.shown(&frame),
        form: own.form(PATH),
        username: own.holder.user.login_name(),
        problems,
        erase: urls::ERASE,
        frame,
    };
    reply::page(status, &page, None)
}

async fn export(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    match own.holder.is_fresh(&site).await {
        Ok(true) => {}
        Ok(false) => return once_more(&site, &own.visit, PATH),
        Err(error) => return problem_page::of_fault(&own.visit, error),
    }
    match shown_password::require(&site, &own, &form).await {
        Ok(()) => {}
        Err(NotShown::Fault(error)) => return problem_page::of_fault(&own.visit, error),
        Err(NotShown::Told(told)) => {
            let text = told.problem.of_password(&own.visit.frame());
            let problem = Problem { field: Some("password"), text };
            return told.with_wait(render(&own, told.status, vec![problem]));
        }
    }
    match data::archive(&site, &own.holder).await {
        Ok(archive) => reply::archive(archive),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}
