//! Making HTTP of an authorization's outcome.

use axum::response::{Html, IntoResponse as _, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};

use super::extract::visit::Visit;
use super::pages::{Application, Page, self_posting::SelfPosting};
use super::security_headers::policy;
use super::urls;
use super::{Site, cookies};
use crate::authorize::Next;
use crate::authorize::prompts;
use crate::authorize::response_modes::Reply;
use crate::authorize::sign_in::Stepped;
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;

/// What any browser and proxy takes as an address.
const LONGEST_QUERY: usize = 6000;

/// 303, so that no browser repeats a POST with its credentials (RFC 9700 section 4.12).
pub fn see_other(target: &str) -> Response {
    match HeaderValue::from_str(target) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Sends a form that fits into a query on as GET: the cookies that say who is signed in do not come with a cross-site
/// POST (`SameSite=Lax`), but with what follows it.
pub fn as_query(site: &Site, path: &str, form: &Form) -> Option<Response> {
    let query = form.encode();
    (query.len() <= LONGEST_QUERY).then(|| see_other(&format!("{}{path}?{query}", site.base())))
}

/// Shows a page; its forms may lead to `target` besides ourselves.
pub fn page(status: StatusCode, page: &impl Page, target: Option<&str>) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let mut response = (status, Html(html)).into_response();
    if let Ok(value) = HeaderValue::from_str(&policy(target)) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, value);
    }
    response
}

/// What happens next, as HTTP.
pub fn next(site: &Site, visit: &Visit, next: Next, application: Application) -> Response {
    let response = match next {
        Next::Reply(Reply::Redirect(target)) => see_other(&target),
        Next::Reply(Reply::SelfPosting { action, fields }) => {
            self_posting(visit, action, fields, application)
        }
        Next::Ask { page, id } => {
            let (path, more) = match page {
                prompts::Page::Login => (urls::LOGIN, ""),
                prompts::Page::Again => (urls::LOGIN, "&again=1"),
                prompts::Page::SecondFactor => (urls::SECOND_FACTOR, ""),
                prompts::Page::Consent => (urls::CONSENT, ""),
            };
            see_other(&format!("{}{path}?transaction={id}{more}{}", site.base(), visit.ui_locales_query()))
        }
        Next::Second { step, transaction } => second(site, visit, &step, transaction.as_deref()),
    };
    visit.with_browser_cookie(site, response)
}

/// Leads to the page of the second factor. Its address names the parked request too: once the second step is over, the
/// person can still be led back to it.
fn second(site: &Site, visit: &Visit, step: &str, transaction: Option<&str>) -> Response {
    let transaction = transaction.map(|id| format!("&transaction={id}")).unwrap_or_default();
    let (base, locales) = (site.base(), visit.ui_locales_query());
    see_other(&format!("{base}{}?step={step}{transaction}{locales}", urls::SECOND_FACTOR))
}

/// What a step of a sign-in leads to: on to the application, or to `home` where none waits.
pub fn stepped(
    site: &Site,
    visit: &Visit,
    stepped: Stepped,
    application: Application,
    home: &str,
) -> Response {
    let cookies = cookies_of(site, &stepped);
    let response = match stepped.next {
        Some(next) => self::next(site, visit, next, application),
        None => see_other(&format!("{}{home}", site.base())),
    };
    cookies.into_iter().fold(response, with_cookie)
}

/// A page, with the cookies that a step of a sign-in sets.
pub fn with_cookies(site: &Site, response: Response, stepped: &Stepped) -> Response {
    cookies_of(site, stepped).into_iter().fold(response, with_cookie)
}

fn cookies_of(site: &Site, stepped: &Stepped) -> [Option<HeaderValue>; 3] {
    let lasts = site.config.sessions.absolute.num_seconds();
    let remembered = site.config.mfa.remember.map(|life| life.num_seconds()).unwrap_or_default();
    let session = stepped.cookie.as_ref();
    let device = stepped.device.as_ref();
    [
        session.and_then(|cookie| cookies::set_session(cookie, lasts, &site.issuer)),
        device.and_then(|cookie| cookies::set_device(cookie, remembered, &site.issuer)),
        stepped.known.as_ref().and_then(|device| cookies::set_known(device, &site.issuer)),
    ]
}

fn self_posting(
    visit: &Visit,
    action: String,
    fields: Vec<(&'static str, String)>,
    application: Application,
) -> Response {
    let target = redirect_uri::origin_of(&action);
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let shown = SelfPosting { frame: visit.frame(), application, target: action, fields };
    page(StatusCode::OK, &shown, target.as_deref())
}

/// Everything that is held about a person, as a file to be kept.
pub fn archive(bytes: Vec<u8>) -> Response {
    let headers =
        [(CONTENT_TYPE, "application/zip"), (CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\"")];
    (headers, bytes).into_response()
}

/// Adds a cookie, if there is one.
pub fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
