//! `/authorize` (OpenID Connect Core 3.1.2.1): GET, and POST with a form.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, Uri};

use crate::authorize::{self, locate};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::web::Site;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::hosted::application_named;
use crate::web::routes::Routes;
use crate::web::{problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::AUTHORIZE, by_query).post(urls::AUTHORIZE, by_form)
}

async fn by_query(site: Site, visit: Visit, uri: Uri) -> Response {
    // Whoever only looks ahead must not leave a parked request behind.
    if is_prefetch(&visit.headers) {
        return StatusCode::NO_CONTENT.into_response();
    }
    match Form::parse(uri.query().unwrap_or_default().as_bytes()) {
        Ok(parameters) => begin(&site, &visit, &parameters).await,
        Err(error) => unreadable(&site, &visit, error).await,
    }
}

async fn by_form(site: Site, visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    match form {
        Ok(FormBody(parameters)) => match reply::as_query(&site, urls::AUTHORIZE, &parameters) {
            Some(sent_on) => sent_on,
            None => begin(&site, &visit, &parameters).await,
        },
        Err(FormRejection::Malformed(error)) => unreadable(&site, &visit, error).await,
        Err(rejection) => problem_page::of_form(&visit, rejection),
    }
}

async fn unreadable(site: &Site, visit: &Visit, error: OAuthError) -> Response {
    problem_page::of(visit, locate::unreadable(site, error, &visit.origin, site.clock.now()).await)
}

async fn begin(site: &Site, visit: &Visit, parameters: &Form) -> Response {
    match authorize::begin(site, parameters, &visit.browser, &visit.origin).await {
        Ok(next) => {
            let application = application_named(site, parameters.value("client_id")).await;
            reply::next(site, visit, next, application)
        }
        Err(problem) => problem_page::of(visit, problem),
    }
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].into_iter().any(|name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("prefetch"))
    })
}
