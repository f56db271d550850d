//! A person's second factors, as pages.

mod passkey;
mod security;
mod totp;

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::account::Holder;
use crate::account::factors::Refused;
use crate::authorize::signed_in;
use crate::protocol::error::OAuthError;
use crate::web::extract::visit::Visit;
use crate::web::pages::{Frame, When};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, problem_page, reply, urls};

use super::sign_in::once_more;

/// What the forms' tokens are for.
const PURPOSE: &str = "factors";

pub(super) fn routes() -> Routes {
    Routes::new().merge(passkey::routes()).merge(security::routes()).merge(totp::routes())
}

/// Whoever is signed in; nobody signs in first, and comes back.
async fn person(site: &Site, visit: &Visit, path: &str) -> Result<Holder, Response> {
    let now = site.clock.now();
    match signed_in(site, &visit.browser, now).await {
        Ok(Some(who)) => Ok(Holder::of_session(who, visit.origin.clone(), now)),
        Ok(None) => Err(once_more(site, visit, path)),
        Err(error) => Err(problem_page::of_fault(visit, error)),
    }
}

/// Whether the form is our own, and answered by the person it was shown to.
fn is_ours(site: &Site, visit: &Visit, who: &Holder, sent: Option<&str>) -> bool {
    let secret = &visit.browser.secret;
    !visit.is_new_browser && csrf::is_ours(&visit.headers, &site.issuer, secret, &purpose(who), sent)
}

/// The token of a form for this session.
fn token(visit: &Visit, who: &Holder) -> String {
    csrf::token(&visit.browser.secret, &purpose(who))
}

fn purpose(who: &Holder) -> String {
    format!("{PURPOSE} {}", who.session_id)
}

/// `words` of what is removed; of the last second factor, what goes with it too.
pub(super) fn and_last(frame: &Frame, words: &str, is_last: bool) -> String {
    let said = frame.say(words);
    if is_last { format!("{said} {}", frame.say("confirm-last-factor")) } else { said }
}

/// When a factor was last used, and since when it is there.
pub(super) fn times(
    frame: &Frame,
    since: DateTime<Utc>,
    used: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<When> {
    let used = used.map(|used| When::said(frame, "security-used", used, now));
    used.into_iter().chain([When::said(frame, "security-since", since, now)]).collect()
}

/// The answer where nothing was changed: once more to whoever has to sign in once more, the list to whoever was late.
fn refused(site: &Site, visit: &Visit, refused: Refused, path: &str) -> Response {
    match refused {
        Refused::NotFresh => once_more(site, visit, path),
        Refused::ByMail => reply::see_other(&format!("{}{}?done=by-mail", site.base(), urls::SECURITY)),
        Refused::Nothing | Refused::Already => {
            reply::see_other(&format!("{}{}", site.base(), urls::SECURITY))
        }
        Refused::Store(error) => problem_page::of_fault(visit, error),
        Refused::Letter(error) => problem_page::of_fault(visit, OAuthError::server(error)),
    }
}
