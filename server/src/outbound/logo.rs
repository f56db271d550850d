//! Logos of clients. We read them and serve them ourselves, so that a consent page tells nobody
//! which user looks at it, and no client can change the picture for one visitor.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use super::fetch::{Fetched, Fetcher};
use super::fetch_error::Cause;
use super::single_flight::{Fresh, Room, SingleFlight};
use crate::secret::digest;

/// How long a logo is shown before it is read again.
const KEPT: TimeDelta = TimeDelta::days(1);

/// How long a missing one is not asked for again.
const MISSING_KEPT: TimeDelta = TimeDelta::minutes(10);

/// Room for a thousand small logos, missing ones counted, together 16 MiB.
const ROOM: Room = Room { most: 1_000, each: 16 * 1024 };

/// A picture that is safe to serve from our origin.
#[derive(Debug, Clone)]
pub struct Logo {
    /// By the bytes, whatever the peer called them. Serve with `nosniff`.
    pub media_type: &'static str,
    /// The picture.
    pub bytes: Bytes,
    /// A strong entity tag, quotes included (RFC 9110 section 8.8.3).
    pub etag: String,
}

/// Reads and keeps logos.
#[derive(Debug)]
pub struct Logos {
    fetcher: Arc<Fetcher>,
    kept: SingleFlight<Option<Logo>>,
}

impl Logos {
    /// Logos read through `fetcher`.
    pub fn new(fetcher: Arc<Fetcher>) -> Self {
        Self {
            fetcher,
            kept: SingleFlight::new(ROOM, |logo: &Option<Logo>| {
                logo.as_ref().map_or(0, |logo| logo.bytes.len())
            }),
        }
    }

    /// The picture at `url`, or `None` if there is no usable one: show the client without.
    pub async fn read(&self, url: &str, now: DateTime<Utc>) -> Option<Logo> {
        let (fetcher, asked) = (Arc::clone(&self.fetcher), url.to_owned());
        let load = async move {
            let accept = "image/png, image/jpeg, image/webp";
            Ok(match fetcher.read(&asked, accept, judge).await {
                Ok(logo) => Fresh { document: Some(logo), keep: KEPT },
                Err(error) => {
                    tracing::debug!(cause = %error.cause(), "a client's logo could not be read");
                    Fresh { document: None, keep: MISSING_KEPT }
                }
            })
        };
        self.kept.read(url, now, load).await.ok()?.as_ref().clone()
    }
}

/// PNG, JPEG or WebP by their first bytes. SVG is a document that runs scripts, and others have
/// had too many faulty decoders: both are refused.
fn judge(fetched: Fetched) -> Result<Logo, Cause> {
    let bytes = fetched.body;
    let media_type = match bytes.as_ref() {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => return Err(Cause::Content("neither PNG, JPEG nor WebP")),
    };
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest(&bytes)[..16]));
    Ok(Logo { media_type, bytes, etag })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::peer::{Peer, Script, quick_fetcher};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    async fn read(declared: &str, body: &[u8]) -> Option<Logo> {
        let head = format!("Content-Type: {declared}\r\n");
        let peer = Peer::start(Script::answer(200, &head, body)).await;
        Logos::new(quick_fetcher()).read(&peer.url("/logo"), NOW).await
    }

    #[tokio::test]
    async fn the_bytes_alone_decide_the_type() {
        let pictures: [(&[u8], &str); 3] = [
            (b"\x89PNG\r\n\x1a\nrest", "image/png"),
            (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        ];
        for (body, media_type) in pictures {
            let logo = read("text/html", body).await.unwrap();
            assert_eq!((logo.media_type, logo.bytes.as_ref()), (media_type, body));
            assert!(
                logo.etag.len() == 24 && logo.etag.starts_with('"') && logo.etag.ends_with('"'),
                "{}",
                logo.etag
            );
        }
    }

    #[tokio::test]
    async fn other_content_is_no_logo() {
        let others: [&[u8]; 7] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?><svg/>",
            b"<html>",
            b"GIF89a",
            b"",
            b"\x89PNG",
            b"RIFF\x10\0\0\0WAVEfmt ",
        ];
        for body in others {
            assert!(read("image/png", body).await.is_none(), "{body:?}");
        }
    }

    #[tokio::test]
    async fn a_logo_is_read_once_a_day_and_a_missing_one_every_ten_minutes() {
        let peer = Peer::scripted(|before, _| match before {
            0 => Script::answer(404, "", b""),
            _ => Script::answer(200, "Cache-Control: no-store\r\n", b"\xff\xd8\xff"),
        })
        .await;
        let logos = Logos::new(quick_fetcher());
        let moments = [(0, false, 1), (9, false, 1), (10, true, 2), (1_449, true, 2), (1_450, true, 3)];
        for (minutes, found, hits) in moments {
            let now = NOW + TimeDelta::minutes(minutes);
            let logo = logos.read(&peer.url("/logo"), now).await;
            assert_eq!((logo.is_some(), peer.hits()), (found, hits), "minute {minutes}");
        }
    }
}
