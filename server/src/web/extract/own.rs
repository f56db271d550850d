//! A person at a page of their own account: signed in, or sent to sign in first.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use http::Method;
use http::request::Parts;
use http::uri::PathAndQuery;

use super::form::{FormBody, FormRejection};
use super::visit::Visit;
use crate::account::Holder;
use crate::authorize::signed_in;
use crate::protocol::form::{self, Form};
use crate::web::{Site, csrf, problem_page, reply, urls};

/// The person, and their browser.
#[derive(Debug)]
pub struct Own {
    /// The browser.
    pub visit: Visit,
    /// The person.
    pub holder: Holder,
}

/// The same with a form that one of our own pages sent. What its token is for is the path it is sent to, in this session: a
/// form that was shown to somebody else in the same browser does nothing.
#[derive(Debug)]
pub struct OwnForm {
    /// The person, and their browser.
    pub own: Own,
    /// What was sent.
    pub form: Form,
}

impl FromRequestParts<Site> for Own {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, site).await;
        let now = site.clock.now();
        match signed_in(site, &visit.browser, now).await {
            Ok(Some(who)) => {
                let holder = Holder::of_session(who, visit.origin.clone(), now);
                Ok(Self { visit, holder })
            }
            Ok(None) => {
                // After a form there is nothing to come back to but its page. Which addresses are gone back to, and what of
                // their query is kept, the sign-in knows.
                let to = parts.uri.path_and_query().map_or(parts.uri.path(), PathAndQuery::as_str);
                let to = form::encode(to);
                let language = visit.ui_locales_query();
                Err(reply::see_other(&format!("{}{}?again={to}{language}", site.base(), urls::SIGN_IN)))
            }
            Err(error) => Err(problem_page::of_fault(&visit, error)),
        }
    }
}

impl FromRequest<Site> for OwnForm {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        debug_assert_eq!(parts.method, Method::POST, "only forms carry a token");
        let mut own = Own::from_request_parts(&mut parts, site).await?;
        let path = parts.uri.path().to_owned();
        // Which thing a form is about stands in the query of its own address; the body has only its fields.
        parts.uri = path.parse().unwrap_or_default();
        let sent = FormBody::from_request(Request::from_parts(parts, body), site).await;
        let purpose = own.purpose(&path);
        let form = read(site, &mut own.visit, sent, &purpose).await?;
        Ok(Self { own, form })
    }
}

/// The fields of a form of ours: read, in its language, and proven to come from our page in this browser; or what whoever
/// sent it is told.
pub async fn read(
    site: &Site,
    visit: &mut Visit,
    form: Result<FormBody, FormRejection>,
    purpose: &str,
) -> Result<Form, Response> {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return Err(problem_page::of_form(visit, rejection)),
    };
    visit.speaking(site, form.value("ui_locales"));
    let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
    if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, purpose, sent) {
        return Err(problem_page::forbidden(site, visit).await);
    }
    Ok(form)
}

impl Own {
    /// What a form that is sent to `address` carries.
    pub fn form(&self, address: &str) -> crate::web::pages::Form {
        let path = address.split('?').next().unwrap_or_default();
        crate::web::pages::Form {
            action: address.to_owned(),
            csrf: csrf::token(&self.visit.browser.secret, &self.purpose(path)),
            transaction: None,
        }
    }

    /// What a form's token is for.
    fn purpose(&self, path: &str) -> String {
        format!("own {path} {}", self.holder.session_id)
    }
}
