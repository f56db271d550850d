//! A person's browser at a page: its cookies, its language, from where it comes.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::response::Response;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{HeaderMap, Method};

use super::origin::origin;
use crate::authorize::browser::Browser;
use crate::model::audit_event::Origin;
use crate::protocol::form::{self, Form};
use crate::secret::Secret;
use crate::web::pages::Frame;
use crate::web::{Site, cookies, reply, urls};
use crate::words::{Words, choose};

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
    /// Whether it is about signing out.
    pub is_sign_out: bool,
    frame: Frame,
    /// The whole address, where loading it again would send nothing but itself.
    here: Option<String>,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let known = cookies::browser_secret(&parts.headers, &site.issuer);
        let is_new_browser = known.is_none();
        let secret = known.unwrap_or_else(|| Secret::new(site.entropy.token()));
        let session = cookies::session(&parts.headers, &site.issuer);
        let device = cookies::device(&parts.headers, &site.issuer);
        let shown = cookies::known(&parts.headers, &site.issuer);
        let raw_query = parts.uri.query().unwrap_or_default();
        let query = Form::parse(raw_query.as_bytes()).unwrap_or_default();
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let asked = query.value("ui_locales").or_else(|| asked_in(raw_query));
        let words = Words::of(choose(asked, accepted));
        let frame = Frame::new(words, site.base(), site.brand()).keeping_language(asked.is_some());
        Ok(Self {
            browser: Browser { secret, session, device, known: shown, words },
            is_new_browser,
            origin: origin(parts, site),
            frame,
            query,
            headers: parts.headers.clone(),
            is_sign_out: [urls::LOGOUT, urls::LOGGED_OUT].contains(&parts.uri.path()),
            here: (parts.method == Method::GET).then(|| address(parts)),
        })
    }
}

impl Visit {
    /// The frame of a page in this person's language.
    pub fn frame(&self) -> Frame {
        self.frame.clone()
    }

    /// The frame of a page that comes again, in another language, when its address is loaded again. After a POST
    /// there is no such address, and the page offers none.
    pub fn frame_here(&self) -> Frame {
        match &self.here {
            Some(here) => self.frame().at_address(here),
            None => self.frame(),
        }
    }

    /// The same, with `path` below the base for a page that comes after a POST.
    pub fn frame_here_or(&self, path: &str) -> Frame {
        if self.here.is_some() { self.frame_here() } else { self.frame().at(path) }
    }

    /// The same visit in the language that a form carried along.
    pub fn speaking(&mut self, site: &Site, ui_locales: Option<&str>) {
        if let Some(text) = ui_locales {
            self.browser.words = Words::of(choose(ui_locales, None));
            self.frame = Frame::new(self.browser.words, site.base(), site.brand()).keeping_language(true);
            let others = self.query.pairs().filter(|(name, _)| *name != "ui_locales");
            let pairs = others.chain([("ui_locales", text)]);
            self.query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
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

/// The address as the browser knows it: routers below take the base path off.
fn address(parts: &Parts) -> String {
    let original = parts.extensions.get::<OriginalUri>().map(|OriginalUri(uri)| uri);
    let target = original.unwrap_or(&parts.uri).path_and_query();
    target.map(ToString::to_string).unwrap_or_default()
}

/// The language asked for in a query that cannot be read as a whole: its error page still speaks it.
fn asked_in(raw_query: &str) -> Option<&str> {
    raw_query.split('&').find_map(|pair| pair.strip_prefix("ui_locales="))
}
