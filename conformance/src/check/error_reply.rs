//! A right error of the back channel (RFC 6749 section 5.2).

use http::header::WWW_AUTHENTICATE;
use serde_json::Value;

use crate::verdict::{Stop, ensure, failed};
use crate::wire::Reply;

/// JSON with one of `codes`, and one of `statuses`; nothing that looks like a token.
pub fn holds(reply: &Reply, statuses: &[u16], codes: &[&str]) -> Result<(), Stop> {
    if reply.status == 200 {
        return Err(failed(format!(
            "expected the error {}, got a success: {}",
            codes.join(" or "),
            shortened(reply)
        )));
    }
    let known = statuses.contains(&reply.status);
    ensure(known, format!("expected status {statuses:?}, got {}: {}", reply.status, shortened(reply)))?;
    ensure(
        reply.media_type() == "application/json",
        format!("expected an error as application/json, got {:?}", reply.media_type()),
    )?;
    let body = reply.json()?;
    let error = body["error"].as_str().unwrap_or_default();
    ensure(
        codes.contains(&error),
        format!("expected the error {}, got {error:?}: {body}", codes.join(" or ")),
    )?;
    for token in ["access_token", "id_token", "refresh_token"] {
        ensure(body.get(token).is_none_or(Value::is_null), format!("the error comes with {token}"))?;
    }
    Ok(())
}

/// A refused grant: 400 `invalid_grant`.
pub fn invalid_grant(reply: &Reply) -> Result<(), Stop> {
    holds(reply, &[400], &["invalid_grant"])
}

/// A client that is not who it says it is: `invalid_client` with 401, or 400 where the Authorization header was not used.
pub fn invalid_client(reply: &Reply) -> Result<(), Stop> {
    holds(reply, &[400, 401], &["invalid_client"])
}

/// A client whose Basic authentication failed: 401, and the answer asks for Basic again.
pub fn challenged(reply: &Reply) -> Result<(), Stop> {
    holds(reply, &[401], &["invalid_client"])?;
    let mut told = reply.headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let is_asked = told.any(|value| value.to_ascii_lowercase().contains("basic"));
    ensure(is_asked, format!("expected WWW-Authenticate: Basic, got {:?}", reply.header(WWW_AUTHENTICATE)))
}

fn shortened(reply: &Reply) -> String {
    reply.body.chars().take(200).collect()
}
