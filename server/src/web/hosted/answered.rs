//! What the answers of all pages of a parked request have in common: a form of our own, from the browser that began it.

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::response::Response;

use crate::authorize::park::{self, Parked};
use crate::protocol::form::Form;
use crate::web::extract::form::FormBody;
use crate::web::extract::visit::Visit;
use crate::web::{Site, csrf, problem_page};

/// A page's answer.
#[derive(Debug)]
pub struct Answered {
    /// Who answers.
    pub visit: Visit,
    /// The fields.
    pub form: Form,
    /// The request that the page was for.
    pub parked: Parked,
    /// Its id.
    pub transaction: String,
}

impl FromRequest<Site> for Answered {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(mut visit) = Visit::from_request_parts(&mut parts, site).await;
        let form = match FormBody::from_request(Request::from_parts(parts, body), site).await {
            Ok(FormBody(form)) => form,
            Err(rejection) => return Err(problem_page::of_form(&visit, rejection)),
        };
        visit.speaking(site, form.value("ui_locales"));
        let transaction = form.value("transaction").unwrap_or_default().to_owned();
        let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
        if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, &transaction, sent) {
            return Err(problem_page::forbidden(site, &visit).await);
        }
        match park::find(site, &transaction, &visit.browser, &visit.origin, site.clock.now()).await {
            Ok(parked) => Ok(Self { visit, form, parked, transaction }),
            Err(problem) => Err(problem_page::of(&visit, problem)),
        }
    }
}
