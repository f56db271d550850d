//! How the limits stand that a call was counted by (draft-ietf-httpapi-ratelimit-headers-10): `RateLimit-Policy` says what they
//! allow, `RateLimit` what is left and for how long.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::ephemeral::standing::{Standing, observed};
use crate::metrics::limits::LimitName;
use crate::web::Site;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// Adds them to the answer, where the call was counted.
pub async fn told(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut response, seen) = observed(next.run(request)).await;
    let is_refused = response.status() == StatusCode::TOO_MANY_REQUESTS;
    let is_told = |standing: &&Standing| is_open(standing.name) || (is_refused && standing.has_refused);
    let told: Vec<_> = seen.iter().filter(is_told).collect();
    if !told.is_empty() {
        let now = site.clock.now();
        let policies: Vec<String> = told.iter().map(|standing| policy(standing)).collect();
        let lefts: Vec<String> = told.iter().map(|standing| left(standing, now)).collect();
        for (name, items) in [(POLICY, policies), (LEFT, lefts)] {
            response
                .headers_mut()
                .extend(HeaderValue::from_str(&items.join(", ")).map(|items| (name, items)));
        }
    }
    response
}

/// Limits that count what the caller alone did. Of all others, what is left tells what somebody else did to the same account or
/// address, or that two names are one account; the caller learns of them when they refuse.
fn is_open(name: LimitName) -> bool {
    match name {
        LimitName::LoginSource
        | LimitName::SecondFactor
        | LimitName::EmailCode
        | LimitName::Register
        | LimitName::Ask
        | LimitName::Token
        | LimitName::Refresh => true,
        LimitName::LoginAccount
        | LimitName::LoginDevice
        | LimitName::LoginDaily
        | LimitName::LoginAlarm
        | LimitName::Mail
        | LimitName::Reset
        | LimitName::Proving
        | LimitName::ClientAuth
        | LimitName::Refused => false,
    }
}

fn policy(standing: &Standing) -> String {
    let (name, rate) = (standing.name.as_str(), standing.rate);
    format!("\"{name}\";q={};w={}", rate.limit, rate.window.num_seconds())
}

fn left(standing: &Standing, now: DateTime<Utc>) -> String {
    let seconds = (standing.ends_at - now).num_seconds().max(1);
    format!("\"{}\";r={};t={seconds}", standing.name.as_str(), standing.left)
}
