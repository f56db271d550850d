//! `verifier-without-challenge`: no verifier where there was no challenge.

use crate::prelude::*;

/// An attacker who strips the challenge from a request is found out by the verifier.
pub(super) const MODULE: Module = Module {
    name: "verifier-without-challenge",
    requires: "A code that was asked for without a challenge is refused when a verifier comes with it",
    source: "RFC 9700 2.1.1, 4.8.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.without("code_challenge").without("code_challenge_method");
    let landing = request.open(&mut browser).await?;
    let Some(code) = landing.code() else {
        return check::callback::refused(&landing, &request, &["invalid_request"]);
    };
    let reply = client.redeem(&request, code).await?;
    check::error_reply::holds(&reply, &[400], &["invalid_grant", "invalid_request"])
}
