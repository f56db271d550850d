//! Pages and redirects.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};

use super::Op;
use super::fault::Fault;
use super::liberty::Liberty;

/// Somebody signs in: `hint` is who it may be; `known` is who they already said they are.
pub(super) fn sign_in(op: &Op, waiting: &str, hint: &str, known: Option<&str>) -> Response {
    let hint = if op.has(Fault::LoginHintUnescaped) { hint.to_owned() } else { escaped(hint) };
    let name = format!(r#"<input name="username" value="{hint}">"#);
    let password = r#"<input type="password" name="password">"#;
    let fields = match known {
        _ if !op.takes(Liberty::NameFirst) => format!("{name}{password}"),
        None => name,
        Some(_) => password.to_owned(),
    };
    let kept: Vec<_> =
        [("waiting", waiting)].into_iter().chain(known.map(|known| ("username", known))).collect();
    let body = format!(
        r#"<form method="post" action="{}">{}{fields}<button>Go on</button></form>"#,
        op.at("/login"),
        hidden(&kept)
    );
    let mut response = page(StatusCode::OK, "Sign in", &body);
    let headers = response.headers_mut();
    match op.fault {
        Some(Fault::Framed) => {
            headers.remove(CONTENT_SECURITY_POLICY);
            headers.remove(X_FRAME_OPTIONS);
        }
        Some(Fault::PageTellsItsAddress) => {
            headers.remove(REFERRER_POLICY);
            headers.remove(CACHE_CONTROL);
        }
        _ => {}
    }
    response
}

/// Somebody agrees or refuses.
pub(super) fn question(title: &str, action: &str, fields: &[(&str, &str)]) -> Response {
    let body = format!(
        r#"<form method="post" action="{action}">{}<button name="answer" value="yes">Yes</button>
        <button name="answer" value="no">No, cancel</button></form>"#,
        hidden(fields)
    );
    page(StatusCode::OK, title, &body)
}

/// An error that no client may be told of.
pub(super) fn refusal(why: &str) -> Response {
    page(StatusCode::BAD_REQUEST, "This cannot go on", &format!("<p>{}</p>", escaped(why)))
}

/// An end.
pub(super) fn farewell() -> Response {
    page(StatusCode::OK, "Signed out", "<p>Goodbye</p>")
}

/// A form that posts itself to the client (OAuth 2.0 Form Post Response Mode section 2).
pub(super) fn form_post(action: &str, fields: &[(&str, &str)], is_escaped: bool) -> Response {
    let raw =
        |(name, value): &(&str, &str)| format!(r#"<input type="hidden" name="{name}" value="{value}">"#);
    let inputs = if is_escaped { hidden(fields) } else { fields.iter().map(raw).collect() };
    let action = escaped(action);
    let body = format!(
        r#"<form method="post" action="{action}">{inputs}<noscript><button>Go on</button></noscript></form>
        <script>document.forms[0].submit()</script>"#
    );
    page(StatusCode::OK, "Going on", &body)
}

/// Sends the browser on.
pub(super) fn redirect(to: &str, status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(to).unwrap());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn hidden(fields: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| {
        format!(r#"<input type="hidden" name="{}" value="{}">"#, escaped(name), escaped(value))
    };
    fields.iter().map(one).collect()
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html =
        format!("<!doctype html><html lang=\"en\"><title>{title}</title><h1>{title}</h1>{body}</html>");
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
