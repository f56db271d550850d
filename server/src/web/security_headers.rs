//! Headers that every answer carries, and requests that no handler should see.

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode, Version};

use super::Site;

/// The policy of pages; `form-action` widens it where an answer to a form is a redirect elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The content security policy of a page whose form may lead to `target` too (Chromium applies `form-action` to the
/// redirect that follows a POST).
pub fn policy(target: Option<&str>) -> String {
    match target {
        Some(target) => format!("{POLICY} {target}"),
        None => POLICY.to_owned(),
    }
}

/// Adds what is missing; a handler that set a header of its own knows better.
pub fn add(site: &Site, version: Version, response: &mut Response) {
    let is_unread = response.status() == StatusCode::PAYLOAD_TOO_LARGE;
    let headers = response.headers_mut();
    headers.reserve(10);
    if version < Version::HTTP_2 && (is_unread || site.readiness().is_draining()) {
        // The body was refused unread, or the process is about to end. So the connection ends with this answer: a client
        // must not use it again (RFC 9112 section 9.6). HTTP/2 has a frame for it, which comes with the end itself.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(header::CACHE_CONTROL, "no-store");
    put(header::CONTENT_SECURITY_POLICY, POLICY);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "no-referrer");
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if site.issuer.as_str().starts_with("https:") {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

/// Headers that may come once only: of two, one reader would take the first and another the last.
const SINGLE: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::HOST,
    header::ORIGIN,
    HeaderName::from_static("dpop"),
];
const LONGEST_TARGET: usize = 8 * 1024;
/// HTTP/1.1 bounds what it reads at a time, not what came at once.
const LARGEST_HEADERS: usize = 32 * 1024;
/// HTTP/2 bounds the size of a list of fields, not how many there are.
const MOST_HEADERS: usize = 100;

/// The refusal of what no honest client sends, and its reason.
pub fn odd(request: &Request) -> Option<(&'static str, Response)> {
    if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > LONGEST_TARGET) {
        return Some(("the address is too long", StatusCode::URI_TOO_LONG.into_response()));
    }
    let sizes = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if sizes.sum::<usize>() > LARGEST_HEADERS || request.headers().len() > MOST_HEADERS {
        let refusal = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
        return Some(("the headers are too long or too many", refusal));
    }
    if repeated(request.headers()) {
        let body = r#"{"error":"invalid_request","error_description":"a header that may come once only is repeated"}"#;
        let json = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
        let refusal = (StatusCode::BAD_REQUEST, json, body).into_response();
        return Some(("a header that may come once only is repeated", refusal));
    }
    None
}

fn repeated(headers: &HeaderMap) -> bool {
    SINGLE.iter().any(|name| headers.get_all(name).iter().nth(1).is_some())
}
