//! Peers for tests: servers on loopback that speak HTTP badly on purpose, and a resolver that says
//! what it was told.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::fetch::{FetchRules, Fetcher};
use super::lookup::Lookup;

/// What a peer writes once it has read a request, with a pause after each part.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) parts: Vec<Vec<u8>>,
    pub(crate) pause: Duration,
}

impl Script {
    /// One answer with `head` lines after the status line and `body`.
    pub(crate) fn answer(status: u16, head: &str, body: &[u8]) -> Self {
        let mut whole =
            format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        whole.extend_from_slice(body);
        Self { parts: vec![whole], pause: Duration::ZERO }
    }

    /// A JSON document.
    pub(crate) fn json(body: &str) -> Self {
        Self::answer(200, "Content-Type: application/json\r\n", body.as_bytes())
    }
}

/// A server that plays its script for each connection and counts them.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    hits: Arc<AtomicUsize>,
}

impl Peer {
    pub(crate) async fn start(script: Script) -> Self {
        Self::scripted(move |_, _| script.clone()).await
    }

    /// A peer whose script depends on how many requests came before, and on the request's head.
    pub(crate) async fn scripted(script: impl Fn(usize, &str) -> Script + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&hits);
        let script = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let before = counted.fetch_add(1, Ordering::SeqCst);
                let script = Arc::clone(&script);
                tokio::spawn(async move { play(stream, |head| script(before, head)).await });
            }
        });
        Self { address, hits }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Connections so far.
    pub(crate) fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

async fn play(mut stream: TcpStream, script: impl Fn(&str) -> Script) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let script = script(&String::from_utf8_lossy(&head));
    for part in script.parts {
        stream.write_all(&part).await?;
        tokio::time::sleep(script.pause).await;
    }
    stream.shutdown().await
}

/// A resolver that gives every name the same addresses.
pub(crate) struct Everywhere(pub(crate) Vec<IpAddr>);

#[async_trait]
impl Lookup for Everywhere {
    async fn addresses(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(self.0.clone())
    }
}

/// Rules that let tests talk to peers and fail at once.
pub(crate) fn quick_rules() -> FetchRules {
    FetchRules { total: Duration::from_secs(2), failure_step: Duration::ZERO, ..FetchRules::dev() }
}

/// A client under those rules.
pub(crate) fn quick_fetcher() -> Arc<Fetcher> {
    Arc::new(Fetcher::new(quick_rules()).unwrap())
}
