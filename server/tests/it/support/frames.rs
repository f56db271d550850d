//! HTTP/2 frame by frame (RFC 9113), for what no client library would send. Headers are written without Huffman codes and
//! without the dynamic table (RFC 7541).

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::TestApp;
use super::wire::Wire;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const PRIORITY: u8 = 2;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A frame that the server sent.
#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub payload: Vec<u8>,
}

/// A connection in HTTP/2 with prior knowledge.
pub struct Frames(pub Wire);

impl Frames {
    pub async fn open(app: &TestApp) -> Self {
        let mut wire = Wire::open(app).await;
        wire.say(PREFACE).await;
        wire.say(frame(SETTINGS, 0, 0, &[])).await;
        Self(wire)
    }

    pub async fn say(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> bool {
        self.0.say(frame(kind, flags, stream, payload)).await
    }

    /// The next frame; `None` when the connection is closed or nothing comes for two seconds.
    pub async fn hear(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        timeout(Duration::from_secs(2), self.0.0.read_exact(&mut head)).await.ok()?.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        timeout(Duration::from_secs(2), self.0.0.read_exact(&mut payload)).await.ok()?.ok()?;
        Some(Frame { kind: head[3], flags: head[4], payload })
    }

    /// Listens until the server ends the connection; whether it did, by GOAWAY or by closing.
    pub async fn is_ended(&mut self) -> bool {
        for _ in 0..100_000 {
            match self.hear().await {
                Some(frame) if frame.kind == GOAWAY => return true,
                Some(_) => {}
                None => return !self.say(PING, 0, 0, &[0; 8]).await || self.is_closed().await,
            }
        }
        false
    }

    async fn is_closed(&mut self) -> bool {
        let mut byte = [0];
        matches!(timeout(Duration::from_secs(2), self.0.0.read(&mut byte)).await, Ok(Ok(0) | Err(_)))
    }
}

/// One frame.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// A header block: `GET path` at host `a`, and more fields.
pub fn get(path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    // Indexed: ":method: GET", ":scheme: http" (RFC 7541 appendix A).
    let mut block = vec![0x82, 0x86];
    field(&mut block, ":path", path);
    field(&mut block, ":authority", "a");
    for (name, value) in more {
        field(&mut block, name, value);
    }
    block
}

/// A literal field that is never indexed.
pub fn field(block: &mut Vec<u8>, name: &str, value: &str) {
    block.push(0x10);
    for text in [name, value] {
        integer(block, text.len());
        block.extend(text.as_bytes());
    }
}

/// An integer with a prefix of seven bits (RFC 7541 section 5.1).
fn integer(block: &mut Vec<u8>, value: usize) {
    if value < 127 {
        block.push(u8::try_from(value).unwrap());
        return;
    }
    block.push(127);
    let mut rest = value - 127;
    while rest >= 128 {
        block.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    block.push(u8::try_from(rest).unwrap());
}
