//! `access-token-missing`: no token, no answer.

use http::header::WWW_AUTHENTICATE;

use crate::prelude::*;

/// Nothing, nonsense, and a token with a character too many.
pub(super) const MODULE: Module = Module {
    name: "access-token-missing",
    requires: "Userinfo without a token, or with one that is none, answers 401 and says that it wants Bearer",
    source: "RFC 6750 3, 3.1, OpenID Connect Core 5.3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let url = test.provider.endpoint("userinfo_endpoint")?;
    challenged("no token", &test.send(Ask::get(url.clone())).await?, None)?;
    challenged("another scheme", &test.send(Ask::get(url).basic("a", "b")).await?, None)?;
    for wrong in ["nonsense", &format!("{}x", tokens.access_token()?)] {
        challenged(wrong, &client.userinfo(wrong).await?, Some("invalid_token"))?;
    }
    Ok(())
}

fn challenged(what: &str, reply: &Reply, error: Option<&str>) -> Result<(), Stop> {
    // RFC 6750 3.1 gives 400 to a request that is malformed, which nothing at all may be taken for.
    let is_refused = reply.status == 401 || (error.is_none() && reply.status == 400);
    ensure(is_refused, format!("expected 401 for {what}, got {}", reply.status))?;
    let mut told = reply.headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let bearer = told.find(|value| value.to_ascii_lowercase().starts_with("bearer"));
    let bearer =
        bearer.ok_or_else(|| failed(format!("expected WWW-Authenticate: Bearer for {what}, got none")))?;
    let is_told = error.is_none_or(|error| bearer.contains(error));
    ensure(is_told, format!("expected the error {} for {what}, got {bearer}", check::shown(error)))
}
