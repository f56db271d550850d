//! `scope`: the scope that was granted.

use std::collections::BTreeSet;

use crate::prelude::*;

/// A request with scope gives a token with scope.
pub(super) const MODULE: Module = Module {
    name: "scope",
    requires: "The scope claim holds what was granted",
    source: "RFC 9068 2.2.3, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let check::access_token::SignIn { request, tokens, access_token, .. } =
        check::access_token::sign_in(test).await?;
    let granted = tokens.fields.get("scope").and_then(Value::as_str).unwrap_or(request.value("scope"));
    let told = access_token.claims.get("scope");
    test.recommend(told.is_some(), "the access token has no scope (RFC 9068 2.2.3: SHOULD)");
    let sorted = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let Some(told) = told else { return Ok(()) };
    let is_same = told.as_str().is_some_and(|told| sorted(told) == sorted(granted));
    ensure(is_same, format!("expected the scope {granted:?}, got {told}"))
}
