//! `method-missing`: without a method it is plain.

use crate::prelude::*;

/// A server that guesses S256 would be talked down by leaving it out.
pub(super) const MODULE: Module = Module {
    name: "method-missing",
    requires: "A challenge without a method is refused, or is plain",
    source: "RFC 7636 4.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.without("code_challenge_method");
    let landing = request.open(&mut browser).await?;
    let Some(code) = landing.code() else {
        return check::callback::refused(&landing, &request, &["invalid_request"]);
    };
    check::error_reply::invalid_grant(&client.redeem(&request, code).await?)
}
