//! HTTP as the modules speak it: nothing is followed, and everything that was said is kept as evidence.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, header};
use serde::Serialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::verdict::{Stop, failed};

/// What is never written into a report.
const SECRET_FIELDS: [&str; 2] = ["client_secret", "password"];
/// Replies are shown up to here.
const SHOWN: usize = 16 * 1024;

/// A request and its reply, as a report shows them.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    /// GET, POST ...
    pub method: String,
    /// Where it went.
    pub url: String,
    /// Its headers, secrets masked.
    pub request_headers: Vec<(String, String)>,
    /// Its body, secrets masked.
    pub request_body: Option<String>,
    /// The status that came; 0 where nothing came.
    pub status: u16,
    /// The headers that came.
    pub reply_headers: Vec<(String, String)>,
    /// The body that came, cut at 16 KiB.
    pub reply_body: String,
}

/// A request that is about to be sent.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<String>,
}

impl Ask {
    /// A request without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None }
    }

    /// GET.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// POST of a form (`application/x-www-form-urlencoded`).
    pub fn form<K: AsRef<str>, V: AsRef<str>>(url: Url, fields: &[(K, V)]) -> Self {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::body(url, "application/x-www-form-urlencoded", body)
    }

    /// POST of anything.
    pub fn body(url: Url, content_type: &'static str, body: String) -> Self {
        let ask = Self { body: Some(body), ..Self::new(Method::POST, url) };
        ask.header(CONTENT_TYPE, content_type)
    }

    /// Where it goes.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What it is made of, for whoever sends it another way.
    pub(crate) fn into_parts(self) -> (Method, Url, HeaderMap, Option<String>) {
        (self.method, self.url, self.headers, self.body)
    }

    /// With a header; one that HTTP cannot carry is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    /// With an access token in the header (RFC 6750 section 2.1).
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// With id and secret, each form-encoded (RFC 6749 section 2.3.1).
    #[must_use]
    pub fn basic(self, id: &str, secret: &str) -> Self {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(id), encode(secret));
        self.header(AUTHORIZATION, &format!("Basic {}", STANDARD.encode(pair)))
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Which URL answered.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as UTF-8.
    pub body: String,
}

impl Reply {
    /// A header's first value, or the empty text.
    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The media type without parameters, in lower case.
    pub fn media_type(&self) -> String {
        let value = self.header(CONTENT_TYPE);
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Where it redirects to, if it does.
    pub fn location(&self) -> Option<Url> {
        let redirects = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let target = self.headers.get(header::LOCATION).filter(|_| redirects)?;
        self.url.join(target.to_str().ok()?).ok()
    }

    /// Fails where this is no page that was meant, but a provider that broke: it refused nothing.
    pub fn is_shown(&self) -> Result<(), Stop> {
        let (url, status) = (&self.url, self.status);
        if status < 500 {
            Ok(())
        } else {
            Err(failed(format!("expected a page from {url}, got status {status}")))
        }
    }

    /// The body as JSON, or a failure.
    pub fn json(&self) -> Result<Value, Stop> {
        serde_json::from_str(&self.body).map_err(|error| {
            failed(format!("expected JSON from {}, got status {} and {error}", self.url, self.status))
        })
    }

    /// Fails unless the status is this one.
    pub fn expect(&self, status: u16) -> Result<&Self, Stop> {
        if self.status == status {
            return Ok(self);
        }
        let told = self.body.chars().take(300).collect::<String>();
        Err(failed(format!("expected status {status} from {}, got {}: {told}", self.url, self.status)))
    }
}

/// Sends requests and remembers them.
#[derive(Debug, Clone)]
pub struct Wire {
    http: reqwest::Client,
    said: Arc<Mutex<Vec<Exchange>>>,
}

impl Wire {
    /// Uses `http`, which must not follow redirects (see [`client`]).
    pub fn new(http: reqwest::Client) -> Self {
        Self { http, said: Arc::default() }
    }

    /// Sends it. Nothing coming back is a failure of the module.
    pub async fn send(&self, ask: Ask) -> Result<Reply, Stop> {
        let mut exchange = asked(&ask);
        let mut request = self.http.request(ask.method, ask.url.clone()).headers(ask.headers);
        if let Some(body) = ask.body {
            request = request.body(body);
        }
        let answered = match request.send().await {
            Ok(response) => read(ask.url, response).await,
            Err(error) => Err(error),
        };
        if let Ok(reply) = &answered {
            exchange.status = reply.status;
            exchange.reply_headers = shown(&reply.headers);
            exchange.reply_body = reply.body.chars().take(SHOWN).collect();
        }
        let url = exchange.url.clone();
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        answered.map_err(|error| failed(format!("no answer from {url}: {}", causes(&error))))
    }

    /// Everything that was said, in order.
    pub fn said(&self) -> Vec<Exchange> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The HTTP client all modules share: no redirects, no cookies, an answer within 30 s. `ca` is a further certificate
/// authority to trust, as PEM.
pub fn client(ca: Option<&[u8]>) -> reqwest::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .user_agent(concat!("conformance/", env!("CARGO_PKG_VERSION")));
    for certificate in ca.map(reqwest::Certificate::from_pem_bundle).transpose()?.into_iter().flatten() {
        builder = builder.add_root_certificate(certificate);
    }
    builder.build()
}

async fn read(url: Url, response: reqwest::Response) -> reqwest::Result<Reply> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = String::from_utf8_lossy(&response.bytes().await?).into_owned();
    Ok(Reply { url, status, headers, body })
}

fn asked(ask: &Ask) -> Exchange {
    let is_form =
        ask.headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().ends_with(b"urlencoded"));
    let body = ask.body.as_ref().map(|body| if is_form { masked(body) } else { body.clone() });
    Exchange {
        method: ask.method.to_string(),
        url: address(&ask.url),
        request_headers: shown(&ask.headers),
        request_body: body,
        status: 0,
        reply_headers: Vec::new(),
        reply_body: String::new(),
    }
}

/// Some modules put a secret where none belongs: in the query.
fn address(url: &Url) -> String {
    let mut url = url.clone();
    if let Some(query) = url.query().filter(|query| SECRET_FIELDS.iter().any(|name| query.contains(name))) {
        let query = masked(query);
        url.set_query(Some(&query));
    }
    url.into()
}

fn masked(form: &str) -> String {
    let fields = url::form_urlencoded::parse(form.as_bytes());
    let fields = fields.map(|(name, value)| {
        let hidden = SECRET_FIELDS.contains(&&*name);
        (name, if hidden { "***".into() } else { value })
    });
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let one = |(name, value): (&HeaderName, &HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let scheme = text.split(' ').next().unwrap_or_default();
        let is_secret = *name == AUTHORIZATION && scheme.eq_ignore_ascii_case("basic");
        (name.to_string(), if is_secret { "Basic ***".to_owned() } else { text })
    };
    headers.iter().map(one).collect()
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
