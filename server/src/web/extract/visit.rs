//! A person's browser at a page: its cookies, its language, from where it comes.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;

use super::origin::origin;
use crate::authorize::browser::Browser;
use crate::model::audit_event::Origin;
use crate::protocol::form::{self, Form};
use crate::secret::Secret;
use crate::web::pages::Frame;
use crate::web::words::{Words, choose};
use crate::web::{Site, cookies, reply};

/// The extractor.
#[derive(Debug)]
pub struct Visit {
    /// What the browser carries; a secret made just now if it carried none.
    pub browser: Browser,
    /// Whether the secret is new, and the browser must be told.
    pub is_new_browser: bool,
    /// From where.
    pub origin: Origin,
    /// The query, if it is one.
    pub query: Form,
    /// What came with the request.
    pub headers: HeaderMap,
    frame: Frame,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let known = cookies::browser_secret(&parts.headers, &site.issuer);
        let is_new_browser = known.is_none();
        let secret = known.unwrap_or_else(|| Secret::new(site.entropy.token()));
        let session = cookies::session(&parts.headers, &site.issuer);
        let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let words = Words::of(choose(query.value("ui_locales"), accepted));
        Ok(Self {
            browser: Browser { secret, session },
            is_new_browser,
            origin: origin(parts, site),
            frame: Frame::new(words, site.base(), site.brand()),
            query,
            headers: parts.headers.clone(),
        })
    }
}

impl Visit {
    /// The frame of a page in this person's language.
    pub fn frame(&self) -> Frame {
        self.frame.clone()
    }

    /// The same visit in the language that a form carried along.
    pub fn speaking(&mut self, site: &Site, ui_locales: Option<&str>) {
        if ui_locales.is_some() {
            self.frame = Frame::new(Words::of(choose(ui_locales, None)), site.base(), site.brand());
            self.query =
                ui_locales.map(|text| ("ui_locales".to_owned(), text.to_owned())).into_iter().collect();
        }
    }

    /// `&ui_locales=..`, to keep the language on the next page.
    pub fn ui_locales_query(&self) -> String {
        let asked = self.query.value("ui_locales").filter(|text| text.len() <= 100);
        asked.map(|text| format!("&ui_locales={}", form::encode(text))).unwrap_or_default()
    }

    /// Tells a new browser its secret.
    pub fn with_browser_cookie(&self, site: &Site, response: Response) -> Response {
        let cookie = self.is_new_browser.then(|| cookies::set_browser(&self.browser.secret, &site.issuer));
        reply::with_cookie(response, cookie.flatten())
    }
}
