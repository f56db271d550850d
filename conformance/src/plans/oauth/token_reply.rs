//! `token-reply`: the shape of an answer, good or bad.

use http::header::CACHE_CONTROL;

use crate::prelude::*;

/// JSON that nobody stores.
pub(super) const MODULE: Module = Module {
    name: "token-reply",
    requires: "Token replies and errors are JSON that is not stored, and errors have the shape of the specification",
    source: "RFC 6749 5.1, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    check::token_reply::holds(test, &tokens)?;
    let refused = client.token(&[("grant_type", "authorization_code"), ("code", "\"\\ü<script>")]).await?;
    check::error_reply::holds(&refused, &[400], &["invalid_grant", "invalid_request"])?;
    let body = refused.json()?;
    let description = body["error_description"].as_str().unwrap_or_default();
    let is_allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    ensure(
        description.chars().all(is_allowed),
        format!("error_description has forbidden characters: {description:?}"),
    )?;
    let caching = refused.header(CACHE_CONTROL).to_ascii_lowercase();
    test.recommend(
        caching.contains("no-store"),
        format!("an error may be stored: Cache-Control {caching:?}"),
    );
    Ok(())
}
