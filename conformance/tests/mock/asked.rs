//! A request as the mock reads it.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use serde_json::{Map, Value};

use super::keys;

/// The longest body.
const LONGEST: usize = 64 * 1024;

/// Headers, query and form.
pub(super) struct Asked {
    headers: HeaderMap,
    /// What came in the query.
    pub(super) query: Parameters,
    /// What came in the body of a form.
    pub(super) form: Parameters,
    /// What came in the body as JSON, which only a provider that is wrong looks at.
    pub(super) json: Parameters,
    /// Whether it is a POST.
    pub(super) is_post: bool,
}

/// Names and values, in order. An empty value is as good as none (RFC 6749 section 3.1).
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Adds others behind these.
    pub(super) fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// All of them, leaving none.
    pub(super) fn take(&mut self) -> Self {
        Self(std::mem::take(&mut self.0))
    }

    /// Whether any comes without a value.
    pub(super) fn has_empty(&self) -> bool {
        self.0.iter().any(|(_, value)| value.is_empty())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| &**value)
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The words of a list that is separated by spaces.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        self.get(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// Whether this one comes more than once.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.names().filter(|known| *known == name).count() > 1
    }

    /// Whether any comes more than once.
    pub(super) fn has_repeats(&self) -> bool {
        self.names().any(|name| self.repeats(name))
    }

    /// With what an unsigned request object says in place of what stands beside it (OpenID Connect Core 6.1).
    pub(super) fn unpacked(&self) -> Self {
        let object = self.get("request").and_then(keys::unverified).unwrap_or_default();
        let beside = self.0.iter().filter(|(name, _)| name != "request" && !object.contains_key(name));
        let mut all: Vec<_> = beside.cloned().collect();
        all.extend(texts(&object));
        Self(all)
    }

    fn parse(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    fn of_json(text: &[u8]) -> Self {
        Self(texts(&serde_json::from_slice(text).unwrap_or_default()).collect())
    }
}

impl Asked {
    /// The query of a GET, the form of a POST.
    pub(super) fn parameters(&self) -> &Parameters {
        if self.is_post { &self.form } else { &self.query }
    }

    /// What follows a scheme in `Authorization`.
    pub(super) fn credentials(&self, scheme: &str) -> Option<&str> {
        let (told, rest) = self.header(AUTHORIZATION)?.split_once(' ')?;
        told.eq_ignore_ascii_case(scheme).then_some(rest.trim())
    }

    /// The scheme in `Authorization`.
    pub(super) fn scheme(&self) -> Option<&str> {
        self.header(AUTHORIZATION)?.split(' ').next()
    }

    /// The cookie of the browser: a session, if somebody is signed in.
    pub(super) fn session(&self) -> Option<&str> {
        self.header(COOKIE)?.split("; ").find_map(|cookie| cookie.strip_prefix("session="))
    }

    fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for Asked {
    type Rejection = StatusCode;

    async fn from_request(request: Request, _: &S) -> Result<Self, StatusCode> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LONGEST).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_form = kind.starts_with("application/x-www-form-urlencoded");
        Ok(Self {
            query: Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes()),
            form: Parameters::parse(if is_form { &body } else { b"" }),
            json: Parameters::of_json(if kind == "application/json" { &body } else { b"" }),
            is_post: parts.method == "POST",
            headers: parts.headers,
        })
    }
}

fn texts(object: &Map<String, Value>) -> impl Iterator<Item = (String, String)> {
    object.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
}
