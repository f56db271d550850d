//! HTTP as it goes over the wire, for requests that no client library would send.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::TestApp;

/// How long nothing comes before we believe that nothing will.
const QUIET: Duration = Duration::from_millis(250);
/// The same for one request and its one answer: what a second answer would need is here already.
const SHORT: Duration = Duration::from_millis(60);
/// How long the first byte of an answer may take.
const FIRST: Duration = Duration::from_secs(8);

/// A connection whose bytes the test writes itself.
pub struct Wire(pub TcpStream);

/// An answer as it came.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Wire {
    pub async fn open(app: &TestApp) -> Self {
        Self(TcpStream::connect(app.instance).await.unwrap())
    }

    /// Sends bytes. A server that has hung up already has said enough.
    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Everything that comes until the server closes or falls silent, and whether it closed.
    pub async fn hear(&mut self) -> (Vec<u8>, bool) {
        self.hear_until(QUIET).await
    }

    async fn hear_until(&mut self, quiet: Duration) -> (Vec<u8>, bool) {
        let (mut heard, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
        loop {
            let patience = if heard.is_empty() { FIRST } else { quiet };
            match timeout(patience, self.0.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => return (heard, true),
                Ok(Ok(length)) => heard.extend(&buffer[..length]),
                Err(_) => return (heard, false),
            }
        }
    }

    /// The answers to what is said, in their order.
    pub async fn ask(&mut self, bytes: impl AsRef<[u8]>) -> Vec<Heard> {
        self.say(bytes).await;
        answers(&self.hear().await.0)
    }
}

/// The answers to `bytes` on a connection of their own.
pub async fn exchange(app: &TestApp, bytes: impl AsRef<[u8]>) -> Vec<Heard> {
    let mut wire = Wire::open(app).await;
    wire.say(bytes).await;
    answers(&wire.hear_until(SHORT).await.0)
}

/// A whole request: the head's lines, the length of the body, the body.
pub fn request(lines: &[&str], body: &str) -> String {
    let head = lines.join("\r\n");
    let length = if body.is_empty() { String::new() } else { format!("\r\ncontent-length: {}", body.len()) };
    format!("{head}{length}\r\n\r\n{body}")
}

/// The header line by which this client authenticates.
pub fn basic((id, secret): (&str, Option<&str>)) -> String {
    use base64::Engine as _;
    let pair = format!("{id}:{}", secret.unwrap_or_default());
    format!("authorization: Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

/// Takes a stream of answers apart by their `content-length`.
fn answers(bytes: &[u8]) -> Vec<Heard> {
    let mut rest = String::from_utf8_lossy(bytes).into_owned();
    let mut all = Vec::new();
    while let Some((head, tail)) = rest.split_once("\r\n\r\n") {
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.unwrap_or_else(|| panic!("not an answer: {head}"));
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
        });
        let length = length.unwrap_or(0).min(tail.len());
        all.push(Heard { status, head: head.to_owned(), body: tail[..length].to_owned() });
        rest = tail[length..].to_owned();
    }
    assert!(rest.is_empty(), "bytes that belong to no answer: {rest}");
    all
}
