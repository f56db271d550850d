//! The one HTTP client. It reads documents from URLs that others chose, and gives nothing away
//! about what it met on the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::TimeDelta;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response, StatusCode};
use tokio::time::{Instant, sleep, timeout};

use super::fetch_error::{Cause, FetchError, SetupError};
use super::lanes::Lanes;
use super::lookup::{CheckedLookup, Lookup, SystemLookup};
use super::target;
use crate::config::value::Cidr;
use crate::metrics::outbound::{Fetch, Outbound};
use crate::protocol::media_type;
use crate::telemetry::spans;

/// Requests that run at once. Above the number of clients that are slow at a time, so that they
/// leave room for the others; a waiting request costs a socket and a buffer.
const ALL_LANES: usize = 64;

/// Requests towards one host that run at once.
const HOST_LANES: usize = 4;

/// The outbound policy. `Default` is the strict one.
#[derive(Debug, Clone)]
pub struct FetchRules {
    /// Plain http too: for a server on a laptop.
    pub allow_http: bool,
    /// Networks that are fine although they are not public.
    pub allow_addresses: Vec<Cidr>,
    /// A PEM file of certificate authorities to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// Until name, connection and TLS stand.
    pub connect_timeout: Duration,
    /// Until the last byte of the body, waiting for a lane included.
    pub total: Duration,
    /// Bytes of body.
    pub max_body: usize,
    /// A failure is told at a multiple of this time, so that its moment does not tell a closed port
    /// from a silent one. Zero tells at once.
    pub failure_step: Duration,
}

impl Default for FetchRules {
    fn default() -> Self {
        Self {
            allow_http: false,
            allow_addresses: Vec::new(),
            ca_file: None,
            connect_timeout: Duration::from_secs(2),
            total: Duration::from_secs(5),
            max_body: 256 * 1024,
            failure_step: Duration::from_secs(1),
        }
    }
}

impl FetchRules {
    /// The strict rules, but with http and the loopback networks: relying parties on one's own
    /// machine.
    pub fn dev() -> Self {
        Self { allow_http: true, allow_addresses: Cidr::LOOPBACK.to_vec(), ..Self::default() }
    }
}

/// A document that was read.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// `Content-Type` without parameters, in lower case; `None` when absent or malformed.
    pub media_type: Option<String>,
    /// The whole body.
    pub body: Bytes,
    /// How long the peer lets it be kept (RFC 9111 section 5.2.2), if it says.
    pub max_age: Option<TimeDelta>,
}

/// Reads documents under the outbound policy.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    rules: FetchRules,
    lanes: Lanes,
    metrics: Outbound,
}

impl Fetcher {
    /// A client that resolves names as the operating system does.
    pub fn new(rules: FetchRules) -> Result<Self, SetupError> {
        Self::with_lookup(rules, Arc::new(SystemLookup::new()))
    }

    /// A client that resolves names by `lookup`.
    pub fn with_lookup(rules: FetchRules, lookup: Arc<dyn Lookup>) -> Result<Self, SetupError> {
        let allowed = rules.allow_addresses.as_slice().into();
        let mut builder = Client::builder()
            .user_agent(concat!("Signet/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(CheckedLookup { lookup, allowed }))
            .redirect(Policy::none())
            .referer(false)
            // A proxy would resolve the name itself, past our check.
            .no_proxy()
            .https_only(!rules.allow_http)
            // One request a connection: documents are kept for minutes, connections need not be.
            .http1_only()
            .pool_max_idle_per_host(0)
            .connect_timeout(rules.connect_timeout);
        for authority in authorities(rules.ca_file.as_deref())? {
            builder = builder.add_root_certificate(authority);
        }
        let client = builder.build().map_err(SetupError::Client)?;
        Ok(Self { client, rules, lanes: Lanes::new(ALL_LANES, HOST_LANES), metrics: Outbound::default() })
    }

    /// What is counted of the fetches.
    pub const fn metrics(&self) -> &Outbound {
        &self.metrics
    }

    /// Whether `url` could be asked for at all, by its text: for the moment it is registered. The
    /// name it holds is resolved and checked at each request.
    pub fn admits(&self, url: &str) -> Result<(), FetchError> {
        target::parse(url, self.rules.allow_http, &self.rules.allow_addresses)?;
        Ok(())
    }

    /// Reads the document at `url`.
    pub async fn fetch(&self, url: &str, accept: &str) -> Result<Fetched, FetchError> {
        self.read(url, accept, Ok).await
    }

    /// Reads the document at `url` and judges it by `judge`. What `judge` refuses takes as long and
    /// reads the same as a document that never came.
    pub async fn read<T>(
        &self,
        url: &str,
        accept: &str,
        judge: impl FnOnce(Fetched) -> Result<T, Cause>,
    ) -> Result<T, FetchError> {
        let started = Instant::now();
        let fetched = timeout(self.rules.total, self.attempt(url, accept));
        let fetched = spans::step("fetch a document of a client", fetched).await;
        match fetched.unwrap_or(Err(Cause::Deadline)).and_then(judge) {
            Ok(document) => {
                self.metrics.count(Fetch::Read);
                Ok(document)
            }
            Err(cause) => {
                self.metrics.count(cause.outcome());
                sleep(self.until_next_step(started.elapsed())).await;
                Err(cause.into())
            }
        }
    }

    /// How long a failure after `elapsed` stays untold. Never beyond the total time.
    fn until_next_step(&self, elapsed: Duration) -> Duration {
        let step = self.rules.failure_step.as_millis();
        let steps = elapsed.as_millis().checked_div(step).map_or(0, |steps| steps + 1);
        let told = u64::try_from(steps * step).map_or(self.rules.total, Duration::from_millis);
        told.min(self.rules.total).saturating_sub(elapsed)
    }

    async fn attempt(&self, url: &str, accept: &str) -> Result<Fetched, Cause> {
        let url = target::parse(url, self.rules.allow_http, &self.rules.allow_addresses)?;
        let _lane = self.lanes.enter(url.host_str().unwrap_or_default()).await?;
        let response = self.client.get(url).header(ACCEPT, accept).send().await?;
        // A redirect is an answer like any other that is not the document: whoever may send us on
        // could send us inside.
        match response.status() {
            StatusCode::OK => self.document(response).await,
            other => Err(Cause::Status(other.as_u16())),
        }
    }

    async fn document(&self, mut response: Response) -> Result<Fetched, Cause> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let media_type = header(CONTENT_TYPE).and_then(media_type::essence);
        let max_age = header(CACHE_CONTROL).and_then(max_age);
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |length| length > self.rules.max_body) {
            return Err(Cause::TooLarge);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > self.rules.max_body {
                return Err(Cause::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched { media_type, body: body.freeze(), max_age })
    }
}

/// The certificates in `file`.
pub(super) fn authorities(file: Option<&Path>) -> Result<Vec<Certificate>, SetupError> {
    let Some(path) = file else {
        return Ok(Vec::new());
    };
    let unreadable = |source| SetupError::Authorities { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(unreadable)?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(SetupError::NoCertificate(path.to_owned())),
    }
}

/// The time a `Cache-Control` header grants. `no-store` and `no-cache` grant none.
fn max_age(header: &str) -> Option<TimeDelta> {
    let directives = header.split(',').map(|directive| directive.trim().to_ascii_lowercase());
    let mut granted = None;
    for directive in directives {
        if directive == "no-store" || directive == "no-cache" {
            return Some(TimeDelta::zero());
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            granted = Some(delta_seconds(seconds.trim_matches('"')));
        }
    }
    granted
}

/// More seconds than a number holds are the most it holds (RFC 9111 section 1.2.2); what is no
/// number is none.
fn delta_seconds(text: &str) -> TimeDelta {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits { text.parse().unwrap_or(u32::MAX) } else { 0 };
    TimeDelta::seconds(seconds.into())
}

#[cfg(test)]
mod tests;
