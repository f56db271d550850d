//! `basic-malformed`: nonsense is refused politely.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;

use crate::prelude::*;

/// Headers that no client would send.
pub(super) const MODULE: Module = Module {
    name: "basic-malformed",
    requires: "An Authorization header that cannot be read is refused with an error of the token endpoint",
    source: "RFC 6749 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let url = test.provider.endpoint("token_endpoint")?;
    let form =
        [("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", "https://rp.example.com/")];
    let no_colon = format!("Basic {}", STANDARD.encode("no-colon"));
    let no_text = format!("Basic {}", STANDARD.encode([0xff, 0xfe, b':', 0x80]));
    let bad_percent = format!("Basic {}", STANDARD.encode("a%zz:b%"));
    for value in ["Basic", "Basic !!!", &no_colon, &no_text, &bad_percent, "Bearer abc", "Unknown abc"] {
        let reply = test.send(Ask::form(url.clone(), &form).header(AUTHORIZATION, value)).await?;
        check::error_reply::holds(&reply, &[400, 401], &["invalid_client", "invalid_request"])?;
    }
    Ok(())
}
