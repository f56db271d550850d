//! Consent: the page, and its answers.

use axum::response::Response;
use chrono::DateTime;
use http::StatusCode;
use serde_json::{Map, Value};

use super::answered::Answered;
use super::{account, address, application};
use crate::authorize::park::{self, Parked};
use crate::authorize::{consent, sign_in, signed_in};
use crate::model::interaction::AuthorizationRequest;
use crate::model::session::SignedIn;
use crate::model::user::User;
use crate::protocol::{claims, redirect_uri};
use crate::web::extract::visit::Visit;
use crate::web::pages::account::Tab;
use crate::web::pages::consent::{Consent, Lasts, ScopeLine, Shared};
use crate::web::pages::{Frame, Link};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::CONSENT, show).post(urls::CONSENT, answer)
}

async fn show(site: Site, visit: Visit) -> Response {
    let transaction = visit.query.value("transaction").unwrap_or_default();
    let now = site.clock.now();
    let parked = match park::find(&site, transaction, &visit.browser, &visit.origin, now).await {
        Ok(parked) => parked,
        Err(problem) => return problem_page::of(&visit, problem),
    };
    match (signed_in(&site, &visit.browser, now).await, &parked.flow.request) {
        (Ok(Some(who)), Ok(request)) => {
            let page = page(&site, &visit, &parked, &who, request);
            let target = redirect_uri::origin_of(parked.flow.located.destination.redirect_uri());
            reply::page(StatusCode::OK, &page, target.as_deref())
        }
        (Err(error), _) => problem_page::of_fault(&visit, error),
        // Whoever signed out meanwhile signs in again.
        _ => reply::see_other(&address(&site, urls::LOGIN, transaction, &visit)),
    }
}

fn page(
    site: &Site,
    visit: &Visit,
    parked: &Parked,
    who: &SignedIn,
    request: &AuthorizationRequest,
) -> Consent {
    let transaction = parked.flow.id.clone().unwrap_or_default();
    let client = &parked.flow.located.client;
    let link = |address: &Option<String>| address.as_deref().and_then(Link::to_site);
    let frame = visit.frame().at(&format!("{}?transaction={transaction}", urls::CONSENT));
    let redirect_uri = parked.flow.located.destination.redirect_uri();
    Consent {
        lines: lines(&frame, request, &who.user),
        form: pages::Form {
            action: urls::CONSENT.to_owned(),
            csrf: csrf::token(&visit.browser.secret, &transaction),
            transaction: Some(transaction),
        },
        application: application(site, client),
        redirect_host: redirect_uri::host_of(redirect_uri).unwrap_or(redirect_uri).to_owned(),
        policy: link(&client.metadata.policy_uri),
        terms: link(&client.metadata.tos_uri),
        verified: client.metadata.first_party,
        account: account(&who.user),
        lasts: Lasts::UntilWithdrawn,
        withdraw: Some(Tab::Applications.path().to_owned()),
        frame,
    }
}

/// Each scope with what will be shared for it, then the claims asked for one by one.
fn lines(frame: &Frame, request: &AuthorizationRequest, user: &User) -> Vec<ScopeLine> {
    let of_scope = |scope: &str| {
        let values = claims::of_scope(scope).iter().filter_map(|claim| shared(frame, user, claim));
        ScopeLine::of(frame, scope, values.collect())
    };
    let mut lines: Vec<ScopeLine> = request.scope.iter().map(of_scope).collect();
    let in_scope = |claim: &str| claims::scope_of(claim).is_some_and(|scope| request.scope.contains(scope));
    let mut single: Vec<&str> = request.claims.names().filter(|claim| !in_scope(claim)).collect();
    single.sort_unstable();
    single.dedup();
    lines.extend(
        single.into_iter().map(|claim| ScopeLine::of_claim(frame, claim, shared(frame, user, claim))),
    );
    lines
}

/// A claim's value as a person reads it.
fn shared(frame: &Frame, user: &User, claim: &str) -> Option<Shared> {
    match user.claim(claim)? {
        Value::String(text) => Some(Shared::of(frame, claim, &text)),
        Value::Bool(is_so) => Some(Shared::whether(frame, claim, is_so)),
        // A moment; its day is enough.
        Value::Number(seconds) => {
            let day = DateTime::from_timestamp(seconds.as_i64()?, 0)?.format("%Y-%m-%d").to_string();
            Some(Shared::of(frame, claim, &day))
        }
        Value::Object(address) => Some(Shared::of(frame, claim, &written(&address)?)),
        _ => None,
    }
}

/// An address as on an envelope: as it was given whole, else of its parts (OpenID Connect Core 5.1.1).
fn written(address: &Map<String, Value>) -> Option<String> {
    let part = |name: &str| address.get(name).and_then(Value::as_str);
    if let Some(whole) = part("formatted") {
        return Some(whole.to_owned());
    }
    let parts =
        ["street_address", "postal_code", "locality", "region", "country"].into_iter().filter_map(part);
    let lines = parts.collect::<Vec<_>>().join("\n");
    (!lines.is_empty()).then_some(lines)
}

async fn answer(site: Site, answered: Answered) -> Response {
    let Answered { visit, form, parked, transaction } = answered;
    let again = address(&site, urls::LOGIN, &transaction, &visit);
    if parked.has_expired {
        return match sign_in::begin_again(&site, parked, &visit.origin).await {
            Ok(_) => reply::see_other(&format!("{again}&expired=1")),
            Err(problem) => problem_page::of(&visit, problem),
        };
    }
    let shown = application(&site, &parked.flow.located.client);
    let next = match form.value("action") {
        Some("approve") => consent::allowed(&site, parked, &visit.browser, &visit.origin).await,
        Some("another") => return reply::see_other(&format!("{again}&another=1")),
        _ => consent::denied(&site, parked, &visit.browser, &visit.origin).await,
    };
    match next {
        Ok(next) => reply::next(&site, &visit, next, shown),
        Err(problem) => problem_page::of(&visit, problem),
    }
}
