//! Our own public address as the world sees it: status, headers, body, certificate, and where the connection went.
//!
//! For an operator at the command line, who says where to ask. So it may go to private addresses, which the policy of
//! [`super::fetch`] forbids to requests that others chose. It follows no redirect: what is sent is what is to be seen.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};
use reqwest::Client;
use reqwest::redirect::Policy;
use reqwest::tls::TlsInfo;
use tokio::time::{Instant, timeout};

use super::certificate::Certificate;
use super::fetch::authorities;
use super::fetch_error::{Cause, SetupError};

/// For name, connection, TLS and answer together.
const PATIENCE: Duration = Duration::from_secs(8);
/// Our own pages and documents are far smaller.
const LARGEST: usize = 1024 * 1024;

/// Asks as the world does.
#[derive(Debug)]
pub struct Probe {
    strict: Client,
    /// Takes any certificate, to see what is wrong with one that was refused. Nothing is sent there but GET.
    lenient: Client,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most 1 MiB of it.
    pub body: Bytes,
    /// Where the connection went.
    pub peer: Option<SocketAddr>,
    /// What was shown under TLS.
    pub certificate: Option<Certificate>,
    /// From asking to the last byte.
    pub took: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The certificate was refused: a reason in the words of the TLS library.
    #[error("the certificate is refused: {0}")]
    Certificate(String),
    /// No connection, no name, no HTTP.
    #[error("{0}")]
    Transport(String),
    /// Nothing came in time.
    #[error("nothing came within {} s", PATIENCE.as_secs())]
    Silent,
}

impl Probe {
    /// Trusts the public authorities, and those in `ca` besides.
    ///
    /// # Errors
    /// When that file is none.
    pub fn new(ca: Option<&Path>) -> Result<Self, SetupError> {
        let client = |is_lenient: bool| {
            let mut builder = Client::builder()
                .user_agent(concat!("signet-doctor/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .no_proxy()
                .tls_info(true)
                .pool_max_idle_per_host(0)
                .connect_timeout(PATIENCE)
                .danger_accept_invalid_certs(is_lenient);
            for authority in authorities(ca)? {
                builder = builder.add_root_certificate(authority);
            }
            builder.build().map_err(SetupError::Client)
        };
        Ok(Self { strict: client(false)?, lenient: client(true)? })
    }

    /// Asks for `url` with these headers.
    ///
    /// # Errors
    /// When no answer comes; an answer of any status is one.
    pub async fn get(&self, url: &str, headers: &[(&'static str, &str)]) -> Result<Seen, Trouble> {
        ask(&self.strict, Method::GET, url, headers, "").await
    }

    /// Asks for the headers of `url` alone.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn head(&self, url: &str) -> Result<Seen, Trouble> {
        ask(&self.strict, Method::HEAD, url, &[], "").await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post(&self, url: &str, form: &str) -> Result<Seen, Trouble> {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        ask(&self.strict, Method::POST, url, &headers, form).await
    }

    /// The certificate at `url`, trusted or not.
    pub async fn certificate(&self, url: &str) -> Option<Certificate> {
        ask(&self.lenient, Method::GET, url, &[], "").await.ok()?.certificate
    }
}

/// The address of this machine that packets to `peer` come from. Nothing is sent.
pub fn own_address(peer: SocketAddr) -> Option<IpAddr> {
    let any: IpAddr =
        if peer.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(peer).ok()?;
    Some(socket.local_addr().ok()?.ip().to_canonical())
}

async fn ask(
    client: &Client,
    method: Method,
    url: &str,
    headers: &[(&'static str, &str)],
    body: &str,
) -> Result<Seen, Trouble> {
    let began = Instant::now();
    let mut request = client.request(method, url).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answering = async move {
        let mut response = request.send().await.map_err(trouble)?;
        let certificate = response.extensions().get::<TlsInfo>();
        let certificate = certificate.and_then(TlsInfo::peer_certificate).and_then(Certificate::of_der);
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(trouble)? {
            body.extend_from_slice(&chunk[..chunk.len().min(LARGEST - body.len())]);
            if body.len() == LARGEST {
                break;
            }
        }
        Ok(Seen {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: body.freeze(),
            peer: response.remote_addr(),
            certificate,
            took: began.elapsed(),
        })
    };
    timeout(PATIENCE, answering).await.unwrap_or(Err(Trouble::Silent))
}

fn trouble(error: reqwest::Error) -> Trouble {
    match Cause::from(error) {
        Cause::Deadline => Trouble::Silent,
        Cause::Transport(words) => {
            // The last of the chain says what happened, the others only where.
            let last = words.rsplit("error: ").next().unwrap_or(&words).to_owned();
            if words.contains("certificate") { Trouble::Certificate(last) } else { Trouble::Transport(last) }
        }
        other => Trouble::Transport(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_redirect_is_seen_and_not_followed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut peer, _) = listener.accept().await.unwrap();
            let mut request = [0; 2048];
            let read = peer.read(&mut request).await.unwrap();
            assert!(String::from_utf8_lossy(&request[..read]).contains("x-forwarded-for: 192.0.2.1"));
            let answer = b"HTTP/1.1 308 x\r\nlocation: https://x.test/\r\ncontent-length: 2\r\n\r\nhi";
            peer.write_all(answer).await.unwrap();
        });
        let probe = Probe::new(None).unwrap();
        let url = format!("http://{address}/");
        let seen = probe.get(&url, &[("x-forwarded-for", "192.0.2.1")]).await.unwrap();
        assert_eq!((seen.status, seen.peer, &seen.body[..]), (308, Some(address), &b"hi"[..]));
        assert_eq!(seen.headers["location"], "https://x.test/");
        assert_eq!(own_address(address), Some(address.ip()));
        assert!(matches!(probe.get(&url, &[]).await, Err(Trouble::Transport(_))));
    }
}
