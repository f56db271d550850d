//! `/account/data`.

use axum::response::Response;
use http::StatusCode;

use crate::account::data;
use crate::authn::password;
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::account;
use crate::web::hosted::login::Told;
use crate::web::hosted::sign_in::once_more;
use crate::web::pages::Problem;
use crate::web::pages::account::Tab;
use crate::web::pages::account_data::AccountData;
use crate::web::routes::Routes;
use crate::web::{Site, cookies, problem_page, reply, urls};

const PATH: &str = Tab::Data.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).post(PATH, answer)
}

async fn show(own: Own) -> Response {
    render(&own, StatusCode::OK, Vec::new())
}

fn render(own: &Own, status: StatusCode, problems: Vec<Problem>) -> Response {
    let frame = own.visit.frame().at(PATH);
    let page = AccountData {
        tabs: Tab::Data.shown(&frame),
        form: own.form(PATH),
        account: account(&own.holder.user),
        username: own.holder.user.login_name(),
        problems,
        frame,
    };
    reply::page(status, &page, None)
}

async fn answer(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    match own.holder.is_fresh(&site).await {
        Ok(true) => {}
        Ok(false) => return once_more(&site, &own.visit, PATH),
        Err(error) => return problem_page::of_fault(&own.visit, error),
    }
    if let Err(refused) = is_the_person(&site, &own, &form).await {
        return refused;
    }
    match form.value("action") {
        Some("export") => export(&site, &own).await,
        Some("erase") => erase(&site, &own).await,
        _ => render(&own, StatusCode::OK, Vec::new()),
    }
}

/// What cannot be undone asks for the password, however fresh the sign-in is: a browser may have been left open.
async fn is_the_person(site: &Site, own: &Own, form: &Form) -> Result<(), Response> {
    let frame = own.visit.frame();
    let at_password = |text: String| vec![Problem { field: Some("password"), text }];
    let Some(typed) = form.value("password") else {
        return Err(render(own, StatusCode::BAD_REQUEST, at_password(frame.say("login-no-password"))));
    };
    let name = own.holder.user.login_name();
    let device = own.holder.device();
    match password::verify(site, &name, &Secret::new(typed), &own.holder.origin, Some(&device)).await {
        Ok(_) => Ok(()),
        Err(denied) => Err(match Told::of(denied) {
            Ok(told) => {
                let text = told.problem.of_password(&frame);
                told.with_wait(render(own, told.status, at_password(text)))
            }
            Err(error) => problem_page::of_fault(&own.visit, error),
        }),
    }
}

async fn export(site: &Site, own: &Own) -> Response {
    match data::archive(site, &own.holder).await {
        Ok(archive) => reply::archive(archive),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn erase(site: &Site, own: &Own) -> Response {
    match data::erase(site, &own.holder).await {
        Ok(_) => {
            let out = reply::see_other(&format!("{}{}", site.base(), urls::LOGGED_OUT));
            reply::with_cookie(out, cookies::clear_session(&site.issuer))
        }
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}
