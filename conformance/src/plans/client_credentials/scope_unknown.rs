//! `scope-unknown`: a scope that nobody has.

use crate::prelude::*;

/// Refused, or left out and told.
pub(super) const MODULE: Module = Module {
    name: "scope-unknown",
    requires: "A scope the client may not have is refused with invalid_scope, or left out of what is granted",
    source: "RFC 6749 3.3, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let unknown = "x-scope-that-nobody-has";
    let reply = client.token(&[("grant_type", "client_credentials"), ("scope", unknown)]).await?;
    if reply.status != 200 {
        return check::error_reply::holds(&reply, &[400], &["invalid_scope"]);
    }
    let tokens = Tokens::of(reply)?;
    let Some(told) = tokens.fields.get("scope").and_then(Value::as_str) else {
        // RFC 6749 section 3.3 has no way to write down that no scope is left.
        test.recommend(false, "a scope that nobody has is neither refused nor told to be left out");
        return Ok(());
    };
    ensure(
        !told.split(' ').any(|scope| scope == unknown),
        format!("a scope that nobody has was granted: {told:?}"),
    )
}
