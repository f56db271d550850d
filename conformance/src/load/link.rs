//! One connection, light enough that the provider is what is measured: HTTP/1.1 without TLS on hyper.

use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderMap, HeaderValue};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

/// Longer than any answer takes that is of use.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a provider is reached.
#[derive(Debug, Clone)]
pub struct Address {
    host: String,
    port: u16,
    name: HeaderValue,
    keep_alive: bool,
}

impl Address {
    /// The address of a URL. Loads go over plain HTTP: TLS would be measured instead of the provider.
    pub fn of(url: &Url, keep_alive: bool) -> anyhow::Result<Self> {
        anyhow::ensure!(
            url.scheme() == "http",
            "plain http only, not {url}: TLS would be measured instead of the provider"
        );
        let host = url.host_str().context("the issuer has no host")?;
        let port = url.port_or_known_default().context("the issuer has no port")?;
        let name = url.authority();
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            name: HeaderValue::from_str(name)?,
            keep_alive,
        })
    }

    /// A connection, which opens when it is first used.
    pub fn link(&self) -> Link {
        Link { address: self.clone(), sender: None }
    }

    /// Whether anybody takes connections there.
    pub async fn is_taken(&self) -> bool {
        TcpStream::connect((self.host.as_str(), self.port)).await.is_ok()
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.context("cannot connect")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }
}

/// A request that is sent often: only its body changes.
#[derive(Debug, Clone)]
pub struct Template {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Template {
    /// A request to a URL. What is sent as its target is path and query.
    pub fn new(method: Method, url: &Url) -> anyhow::Result<Self> {
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        Ok(Self { method, uri: target.parse()?, headers: HeaderMap::new() })
    }

    /// The same with a header in place of what it was.
    pub fn with(mut self, name: http::HeaderName, value: &str) -> anyhow::Result<Self> {
        self.headers.insert(name, HeaderValue::from_str(value)?);
        Ok(self)
    }

    /// The same with all these headers.
    #[must_use]
    pub fn with_all(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// Fails unless the status is this one.
    pub fn expect(self, status: u16) -> anyhow::Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let told: String = String::from_utf8_lossy(&self.body).chars().take(200).collect();
        anyhow::bail!("expected status {status}, got {}: {told}", self.status)
    }
}

/// A connection that is opened again where it was closed.
#[derive(Debug)]
pub struct Link {
    address: Address,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Link {
    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, template: &Template, body: Bytes) -> anyhow::Result<Answer> {
        let mut sender = self.ready().await?;
        let answered = tokio::time::timeout(PATIENCE, sender.send_request(self.request(template, body)));
        let response = answered.await.context("no answer in time")?.context("the connection broke")?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.context("the answer broke off")?.to_bytes();
        if self.address.keep_alive {
            self.sender = Some(sender);
        }
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }

    /// Sends a request without a body.
    pub async fn fetch(&mut self, template: &Template) -> anyhow::Result<Answer> {
        self.send(template, Bytes::new()).await
    }

    async fn ready(&mut self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            return Ok(sender);
        }
        self.address.connect().await
    }

    fn request(&self, template: &Template, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = template.method.clone();
        *request.uri_mut() = template.uri.clone();
        let mut headers = template.headers.clone();
        headers.insert(HOST, self.address.name.clone());
        if !self.address.keep_alive {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        *request.headers_mut() = headers;
        request
    }
}
