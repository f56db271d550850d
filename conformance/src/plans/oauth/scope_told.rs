//! `scope-told`: what is granted is told.

use crate::prelude::*;

/// The client learns what it did not get.
pub(super) const MODULE: Module = Module {
    name: "scope-told",
    requires: "Where the granted scope is not the one that was asked for, the token reply tells it",
    source: "RFC 6749 3.3, 5.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("scope", "openid x-scope-that-nobody-has");
    let landing = request.open(&mut test.browser()).await?;
    let Some(code) = landing.code() else {
        return check::callback::refused(&landing, &request, &["invalid_scope"]);
    };
    let tokens = Tokens::of(client.redeem(&request, code).await?)?;
    let told = tokens.fields.get("scope").and_then(Value::as_str);
    let told =
        told.ok_or_else(|| failed("the reply has no scope: it says that a scope nobody has was granted"))?;
    let is_granted = told.split(' ').any(|scope| scope == "x-scope-that-nobody-has");
    test.recommend(!is_granted, format!("a scope that nobody has was granted: {told:?}"));
    Ok(())
}
