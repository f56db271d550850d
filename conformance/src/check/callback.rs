//! A right authorization response (RFC 6749 section 4.1.2, RFC 9207).

use http::header::CACHE_CONTROL;
use url::Url;

use super::shown;
use crate::browser::{Callback, Landing, Mode};
use crate::module::Test;
use crate::relying_party::AuthorizationRequest;
use crate::verdict::{Stop, ensure};

/// What an error response may carry.
const ERROR_PARAMETERS: [&str; 6] =
    ["error", "error_description", "error_uri", "state", "session_state", "iss"];

/// The issuer is there, once, and exactly as in the metadata (RFC 9207 sections 2 and 2.4).
pub fn issuer(test: &Test, callback: &Callback) -> Result<(), Stop> {
    let told: Vec<_> = callback.parameters.iter().filter(|(name, _)| name == "iss").collect();
    let told: Vec<_> = told.into_iter().map(|(_, issuer)| issuer.as_str()).collect();
    let right = told == [test.provider.issuer.as_str()];
    ensure(right, format!("expected iss {} once, got {}", test.provider.issuer, shown(Some(told))))
}

/// The request was turned down: with one of `codes` where the client is told, or with a page of the provider.
pub fn refused(landing: &Landing, request: &AuthorizationRequest, codes: &[&str]) -> Result<(), Stop> {
    match landing {
        Landing::Page(page) => page.is_shown(),
        Landing::Callback(callback) => {
            holds(callback, request)?;
            callback.expect_error(codes)
        }
    }
}

/// The state comes back as it was sent, each parameter comes once, the registered query is kept, and errors carry nothing
/// but what the specifications define.
pub fn holds(callback: &Callback, request: &AuthorizationRequest) -> Result<(), Stop> {
    carried(callback, request)?;
    let state = request.value("state");
    let told = callback.value("state").unwrap_or_default();
    ensure(told == state, format!("expected state {state:?} back, got {told:?}"))?;
    for (name, _) in &callback.parameters {
        let times = callback.parameters.iter().filter(|(known, _)| known == name).count();
        ensure(times == 1, format!("the response carries {name} {times} times"))?;
    }
    let own = registered(request);
    let kept: Vec<_> = callback.url.query_pairs().into_owned().collect();
    let lost = own.iter().find(|pair| !kept.contains(pair)).map(|(name, _)| name);
    ensure(lost.is_none(), format!("the redirect URI lost {} of its query (RFC 6749 3.1.2)", shown(lost)))?;
    if callback.value("error").is_some() {
        let is_known = |name: &str| ERROR_PARAMETERS.contains(&name);
        let stray = callback.parameters.iter().find(|pair| !is_known(&pair.0) && !own.contains(pair));
        let stray = stray.map(|(name, _)| name);
        ensure(stray.is_none(), format!("an error response carries {}", shown(stray)))?;
        let description = callback.value("error_description").unwrap_or_default();
        // RFC 6749 section 4.1.2.1: %x20-21 / %x23-5B / %x5D-7E.
        let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        ensure(
            description.chars().all(allowed),
            format!("error_description has characters RFC 6749 forbids: {description:?}"),
        )?;
    }
    Ok(())
}

/// The parameters came the way that was asked for, or in the query, where the code flow puts them (OAuth 2.0 Multiple
/// Response Types section 5, Form Post Response Mode section 2).
fn carried(callback: &Callback, request: &AuthorizationRequest) -> Result<(), Stop> {
    let expected = match (request.value("response_mode"), request.value("response_type")) {
        ("query", _) | ("", "code") => Mode::Query,
        ("fragment", _) => Mode::Fragment,
        ("form_post", _) => Mode::FormPost,
        _ => return Ok(()),
    };
    let came = callback.mode;
    ensure(came == expected, format!("expected the response as {expected}, it came as {came}"))?;
    if came != Mode::FormPost {
        return Ok(());
    }
    // Form Post Response Mode section 3: the page must not be stored or used again.
    let caching = callback.reply.header(CACHE_CONTROL).to_ascii_lowercase();
    ensure(
        caching.contains("no-store"),
        format!("expected Cache-Control: no-store on the page that posts the response, got {caching:?}"),
    )
}

/// The query that the redirect URI has of its own.
fn registered(request: &AuthorizationRequest) -> Vec<(String, String)> {
    let uri = Url::parse(request.value("redirect_uri")).ok();
    uri.map(|uri| uri.query_pairs().into_owned().collect()).unwrap_or_default()
}
