//! HTTP/2 used as a lever: little to send, much to do (CVE-2023-44487 and its kin).

use std::time::Duration;

use tokio::time::Instant;

use crate::support::app::SERVICE;
use crate::support::frames::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, Frames, GOAWAY, HEADERS, PING, PRIORITY, RST_STREAM,
    SETTINGS, WINDOW_UPDATE, field, frame, get,
};
use crate::support::{TestApp, in_each_setup};

/// Another client is served at once.
async fn serves(app: &TestApp) {
    let began = Instant::now();
    assert_eq!(app.token(SERVICE, &[("grant_type", "client_credentials")]).await.status, 200);
    assert!(began.elapsed() < Duration::from_secs(2), "served after {:?}", began.elapsed());
}

/// Says `round` until the server hangs up, at most so often; whether it did.
async fn flood(app: &TestApp, rounds: u32, round: impl Fn(u32) -> Vec<u8>) -> bool {
    let mut frames = Frames::open(app).await;
    for number in 0..rounds {
        if !frames.0.say(round(number)).await {
            return true;
        }
    }
    frames.is_ended().await
}

/// The stream of the `number`th request.
fn stream(number: u32) -> u32 {
    2 * number + 1
}

in_each_setup! {
    /// Floods end the connection that sends them, and no other.
    async fn floods_end_their_own_connection(app: TestApp) {
        let cancel = 8_u32.to_be_bytes();
        let request = |number| frame(HEADERS, END_STREAM | END_HEADERS, stream(number), &get("/authorize?client_id=web", &[]));
        let rapid_reset = flood(&app, 2_000, |number| {
            [request(number), frame(RST_STREAM, 0, stream(number), &cancel)].concat()
        });
        assert!(rapid_reset.await, "rapid reset");
        serves(&app).await;
        // The server is made to reset: a window update of nothing is an error of the stream.
        let made_to_reset = flood(&app, 2_000, |number| {
            [request(number), frame(WINDOW_UPDATE, 0, stream(number), &[0; 4])].concat()
        });
        assert!(made_to_reset.await, "resets that the server is made to send");
        serves(&app).await;
        let endless = flood(&app, 4_000, |number| {
            if number == 0 {
                return frame(HEADERS, END_STREAM, 1, &get("/healthz", &[]));
            }
                let mut block = Vec::new();
                field(&mut block, "x", &"y".repeat(1_000));
                frame(CONTINUATION, 0, 1, &block)
        });
        assert!(endless.await, "CONTINUATION without end");
        let empty = flood(&app, 200_000, |number| if number == 0 { frame(HEADERS, END_STREAM, 1, &get("/healthz", &[])) } else { frame(CONTINUATION, 0, 1, &[]) });
        assert!(empty.await, "empty CONTINUATION without end");
        serves(&app).await;
        let bomb = flood(&app, 1, |_| {
            // One field of 4000 bytes in the dynamic table, then a byte for each repetition of it.
            let mut block = vec![0x82, 0x86, 0x84, 0x40, 1, b'x', 0x7f, 0xa1, 0x1e];
            block.extend([b'y'; 4000]);
            block.extend([0xbe; 12_000]);
            frame(HEADERS, END_STREAM | END_HEADERS, 1, &block)
        });
        // The stream is refused, or the connection ended: what matters is that nothing of it reaches a handler.
        let _ = bomb.await;
        serves(&app).await;
    }

    /// What is only noise costs nobody else anything.
    async fn noise_is_bounded(app: TestApp) {
        let mut noisy = Vec::new();
        for kind in [SETTINGS, PING, PRIORITY, WINDOW_UPDATE] {
            let mut frames = Frames::open(&app).await;
            let noise = match kind {
                SETTINGS => frame(SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 100]),
                PING => frame(PING, 0, 0, &[7; 8]),
                PRIORITY => frame(PRIORITY, 0, 3, &[0, 0, 0, 0, 1]),
                _ => frame(WINDOW_UPDATE, 0, 0, &1_u32.to_be_bytes()),
            };
            for _ in 0..50 {
                frames.0.say(noise.repeat(100)).await;
            }
            noisy.push(frames);
            serves(&app).await;
        }
        // A window that overflows is an error of the connection (RFC 9113 section 6.9.1).
        let mut frames = Frames::open(&app).await;
        for _ in 0..2 {
            frames.say(WINDOW_UPDATE, 0, 0, &0x7fff_ffff_u32.to_be_bytes()).await;
        }
        assert!(frames.is_ended().await, "a window that overflows");
        // Empty DATA frames on an open request, then none of the body that was promised.
        let mut frames = Frames::open(&app).await;
        let mut block = vec![0x83, 0x86];
        for (name, value) in [(":path", "/token"), (":authority", "a"), ("content-type", "application/x-www-form-urlencoded")] {
            field(&mut block, name, value);
        }
        frames.say(HEADERS, END_HEADERS, 1, &block).await;
        for _ in 0..100 {
            frames.0.say(frame(DATA, 0, 1, &[]).repeat(50)).await;
        }
        serves(&app).await;
    }

    /// What the server promises of its limits, and that it keeps them.
    async fn limits_are_set_and_kept(app: TestApp) {
        let mut frames = Frames::open(&app).await;
        let settings = frames.hear().await.expect("the server's settings");
        assert_eq!(settings.kind, SETTINGS);
        let setting = |number: u16| {
            settings.payload.chunks(6).find(|pair| pair[..2] == number.to_be_bytes()).map(|pair| u32::from_be_bytes([pair[2], pair[3], pair[4], pair[5]]))
        };
        assert_eq!(setting(3), Some(100), "concurrent streams");
        assert_eq!(setting(6), Some(32 * 1024), "header list");
        // Too many fields, and too large a list, never reach a handler.
        let (long, short) = ("y".repeat(1_000), "y".to_owned());
        for (number, fields, text) in [(0, 40, &long), (1, 1_000, &long), (2, 101, &short)] {
            let many: Vec<(&str, &str)> = (0..fields).map(|_| ("x", text.as_str())).collect();
            let block = get("/healthz", &many);
            let mut parts = block.chunks(16_000).peekable();
            let mut first = true;
            while let Some(part) = parts.next() {
                let flags = if parts.peek().is_none() { END_HEADERS } else { 0 };
                let (kind, flags) = if first { (HEADERS, flags | END_STREAM) } else { (CONTINUATION, flags) };
                first = false;
                frames.say(kind, flags, stream(number), part).await;
            }
        }
        let mut refused = 0;
        while let Some(heard) = frames.hear().await {
            // ":status: 200" is one byte, index 8.
            assert!(!(heard.kind == HEADERS && heard.payload.first() == Some(&0x88)), "40 KiB or 101 fields were served");
            refused += usize::from(matches!(heard.kind, HEADERS | RST_STREAM | GOAWAY));
        }
        assert!(refused > 0, "it was told");
        // A thousand streams at once: a hundred are open, the others are refused.
        let mut frames = Frames::open(&app).await;
        let mut block = vec![0x83, 0x86];
        for (name, value) in [(":path", "/token"), (":authority", "a"), ("content-type", "application/x-www-form-urlencoded")] {
            field(&mut block, name, value);
        }
        for number in 0..1_000 {
            frames.say(HEADERS, END_HEADERS, stream(number), &block).await;
        }
        let mut resets = 0;
        while let Some(heard) = frames.hear().await {
            if heard.kind == GOAWAY {
                resets = 900;
                break;
            }
            resets += u32::from(heard.kind == RST_STREAM);
            if resets >= 900 {
                break;
            }
        }
        assert_eq!(resets, 900, "streams beyond a hundred");
        serves(&app).await;
    }

    /// Heads that HTTP/1.1 could not say: refused, and never one request more (RFC 9113 section 8).
    async fn a_head_in_frames_is_read_by_the_letter(app: TestApp) {
        for (name, value) in [
            ("x", "a\r\nset-cookie: evil=1"),
            ("x", "a\0b"),
            ("X-Upper", "a"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            (":path", "/jwks"),
            (":evil", "x"),
            ("host", "evil.test"),
            ("", "x"),
            ("a b", "x"),
        ] {
            let mut frames = Frames::open(&app).await;
            let block = get("/.well-known/openid-configuration", &[(name, value)]);
            frames.say(HEADERS, END_STREAM | END_HEADERS, 1, &block).await;
            let mut body = Vec::new();
            while let Some(heard) = frames.hear().await {
                if heard.kind == DATA {
                    body.extend(heard.payload);
                }
                if heard.flags & END_STREAM != 0 && matches!(heard.kind, DATA | HEADERS) || matches!(heard.kind, RST_STREAM | GOAWAY) {
                    break;
                }
            }
            let body = String::from_utf8_lossy(&body).into_owned();
            assert!(!body.contains("evil"), "{name}: {body}");
            let is_lawful = name == "host";
            assert!(is_lawful || !body.contains("issuer"), "{name} was served: {body}");
        }
        serves(&app).await;
    }
}
