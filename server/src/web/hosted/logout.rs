//! Signing out (RP-Initiated Logout 1.0): at once for a request that proves what it speaks of, else after asking.

use axum::extract::Request;
use axum::extract::{FromRequest as _, FromRequestParts as _};
use axum::response::Response;
use http::{Method, StatusCode};

use super::{account, application_named};
use crate::authorize::signed_in;
use crate::logout::{self, LogoutRequest};
use crate::model::session::SignedIn;
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;
use crate::web::extract::form::FormBody;
use crate::web::extract::visit::Visit;
use crate::web::pages::logged_out::LoggedOut;
use crate::web::pages::logout::Logout;
use crate::web::pages::{Link, WayOn};
use crate::web::routes::Routes;
use crate::web::{Site, cookies, csrf, pages, problem_page, reply, urls};

/// What the question's token is for.
const PURPOSE: &str = "logout";
/// What the question carries along, to be judged once more with the answer.
const CARRIED: [&str; 4] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"];

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(urls::LOGOUT, ask)
        .post(urls::LOGOUT, ask)
        .get(urls::LOGGED_OUT, logged_out)
        .post(urls::LOGGED_OUT, answer)
}

/// The endpoint: GET or POST with the protocol's parameters (section 2).
async fn ask(site: Site, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(mut visit) = Visit::from_request_parts(&mut parts, &site).await;
    if parts.method == Method::POST {
        return match FormBody::from_request(Request::from_parts(parts, body), &site).await {
            Ok(FormBody(form)) => {
                if let Some(sent_on) = reply::as_query(&site, urls::LOGOUT, &form) {
                    return sent_on;
                }
                visit.speaking(&site, form.value("ui_locales"));
                begin(&site, &visit, &form).await
            }
            Err(rejection) => problem_page::of_form(&visit, rejection),
        };
    }
    match Form::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        Ok(form) => begin(&site, &visit, &form).await,
        Err(error) => problem_page::of_request(&visit, &error),
    }
}

async fn begin(site: &Site, visit: &Visit, form: &Form) -> Response {
    let who = match signed_in(site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let judged = match logout::judge(site, form, who.as_ref(), &visit.origin).await {
        Ok(judged) => judged,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    if judged.is_proven || who.is_none() {
        return finish(site, visit, who, judged).await;
    }
    let mut page = Logout {
        frame: visit.frame().at(&with_query(urls::LOGOUT, form)),
        form: pages::Form {
            action: with_query(urls::LOGGED_OUT, form),
            csrf: csrf::token(&visit.browser.secret, PURPOSE),
            transaction: None,
        },
        account: who.as_ref().map(|who| account(&who.user)),
        application: None,
    };
    if let Some(id) = &judged.client_id {
        page.application = Some(application_named(site, Some(id)).await);
    }
    let target = judged.return_to.as_deref().and_then(redirect_uri::origin_of);
    visit.with_browser_cookie(site, reply::page(StatusCode::OK, &page, target.as_deref()))
}

/// The question's own address keeps the parameters: they are judged again with the answer.
fn with_query(path: &str, form: &Form) -> String {
    let carried = CARRIED
        .into_iter()
        .filter_map(|name| form.value(name).map(|value| (name.to_owned(), value.to_owned())));
    let query = carried.collect::<Form>();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.encode()) }
}

/// The answer to the question.
async fn answer(site: Site, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(mut visit) = Visit::from_request_parts(&mut parts, &site).await;
    // The parameters stand in the query of our own form; the body has only its answer.
    parts.uri = http::Uri::from_static(urls::LOGGED_OUT);
    let form = match FormBody::from_request(Request::from_parts(parts, body), &site).await {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
    if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, PURPOSE, sent) {
        return problem_page::forbidden(&site, &visit).await;
    }
    if form.value("action") != Some("yes") {
        return reply::see_other(&format!("{}/", site.base()));
    }
    let who = match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    match logout::judge(&site, &visit.query, who.as_ref(), &visit.origin).await {
        Ok(judged) => finish(&site, &visit, who, judged).await,
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

async fn finish(site: &Site, visit: &Visit, who: Option<SignedIn>, judged: LogoutRequest) -> Response {
    let mut ended = Vec::new();
    if let Some(who) = &who {
        let now = site.clock.now();
        match logout::end(site, &who.session, judged.client_id.clone(), &visit.origin, now).await {
            Ok(done) => ended = done.clients,
            Err(error) => return problem_page::of_fault(visit, error),
        }
    }
    let response = match &judged.return_to {
        // Without a proof, somebody who is not signed in is not sent anywhere by a link alone (section 3).
        Some(target) if judged.is_proven || who.is_some() => reply::see_other(target),
        _ => signed_out(site, visit, &ended, &judged).await,
    };
    reply::with_cookie(response, cookies::clear_session(&site.issuer))
}

/// The page that says so, and of which applications.
async fn signed_out(site: &Site, visit: &Visit, ended: &[String], judged: &LogoutRequest) -> Response {
    let mut applications = Vec::new();
    for id in ended {
        applications.push(application_named(site, Some(id)).await);
    }
    // Loaded again, with nobody signed in, the address asks nothing.
    let frame = visit.frame_here_or(urls::LOGGED_OUT);
    let target = judged.return_to.as_deref().and_then(Link::to_registered);
    let application = application_named(site, judged.client_id.as_deref()).await;
    let back = target.map_or_else(|| WayOn::home(&frame), |link| WayOn::back_to(&frame, &application, link));
    reply::page(StatusCode::OK, &LoggedOut { frame, applications, back: Some(back) }, None)
}

async fn logged_out(site: Site, visit: Visit) -> Response {
    let page = LoggedOut { frame: visit.frame().at(urls::LOGGED_OUT), applications: Vec::new(), back: None };
    match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(None) => reply::page(StatusCode::OK, &page, None),
        // Whoever is signed in has nothing to read here.
        Ok(Some(_)) => reply::see_other(&format!("{}/", site.base())),
        Err(error) => problem_page::of_fault(&visit, error),
    }
}
