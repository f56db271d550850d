//! `/.well-known/change-password` (W3C) and `/.well-known/security.txt` (RFC 9116).

use axum::response::Response;
use chrono::SecondsFormat;
use http::HeaderMap;

use crate::config::SecurityTxt;
use crate::web::document::Document;
use crate::web::extract::visit::Visit;
use crate::web::routes::Routes;
use crate::web::urls::CHANGE_PASSWORD;
use crate::web::{Site, problem_page, reply};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/.well-known/change-password", to_change_password)
        .get("/.well-known/security.txt", security_txt)
}

async fn to_change_password(site: Site) -> Response {
    reply::see_other(&format!("{}{CHANGE_PASSWORD}", site.base()))
}

async fn security_txt(site: Site, visit: Visit, headers: HeaderMap) -> Response {
    match security_text(&site.config.security_txt) {
        Some(text) => {
            Document::of(text, "text/plain; charset=utf-8").kept("public, max-age=86400").answer(&headers)
        }
        None => problem_page::not_found(&visit),
    }
}

/// RFC 9116 section 2.5; without a contact there is no file.
fn security_text(settings: &SecurityTxt) -> Option<String> {
    let mut lines: Vec<String> =
        settings.contact.iter().map(|contact| format!("Contact: {}", contact.as_str())).collect();
    lines.first()?;
    let expires = settings.expires.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    lines.extend(expires.map(|at| format!("Expires: {at}")));
    let links = [
        ("Encryption", &settings.encryption),
        ("Acknowledgments", &settings.acknowledgments),
        ("Policy", &settings.policy),
        ("Hiring", &settings.hiring),
    ];
    lines.extend(
        links.into_iter().filter_map(|(name, link)| Some(format!("{name}: {}", link.as_ref()?.as_str()))),
    );
    if !settings.preferred_languages.is_empty() {
        lines.push(format!("Preferred-Languages: {}", settings.preferred_languages.join(", ")));
    }
    Some(lines.join("\n") + "\n")
}
