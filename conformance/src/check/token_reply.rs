//! A right answer of the token endpoint (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3).

use http::header::CACHE_CONTROL;
use serde_json::Value;

use super::entropy;
use crate::module::Test;
use crate::relying_party::Tokens;
use crate::verdict::{Stop, ensure};

/// JSON that is not stored, with a Bearer token nobody can guess. `expires_in` is recommended.
pub fn holds(test: &Test, tokens: &Tokens) -> Result<(), Stop> {
    let reply = &tokens.reply;
    ensure(
        reply.media_type() == "application/json",
        format!("expected application/json from the token endpoint, got {:?}", reply.media_type()),
    )?;
    let caching = reply.header(CACHE_CONTROL).to_ascii_lowercase();
    ensure(caching.contains("no-store"), format!("expected Cache-Control: no-store, got {caching:?}"))?;
    let kind = tokens.text("token_type")?;
    ensure(kind.eq_ignore_ascii_case("bearer"), format!("expected token_type Bearer, got {kind:?}"))?;
    entropy::holds("the access token", tokens.access_token()?)?;
    match tokens.fields.get("expires_in") {
        None => test.recommend(false, "expires_in is recommended and is missing"),
        Some(life) => {
            ensure(
                life.as_u64().is_some_and(|seconds| seconds > 0),
                format!("expires_in is not a positive number: {life}"),
            )?;
        }
    }
    if let Some(refresh_token) = tokens.fields.get("refresh_token").and_then(Value::as_str) {
        entropy::holds("the refresh token", refresh_token)?;
    }
    Ok(())
}
