//! `plain`: plain hides nothing.

use crate::prelude::*;

/// Whoever sees the request sees the verifier.
pub(super) const MODULE: Module = Module {
    name: "plain",
    requires: "The method plain is refused, or at least does what it says",
    source: "RFC 7636 4.2, 4.4.1, 4.6, RFC 9700 2.1.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.with("code_challenge_method", "plain");
    let landing = request.open(&mut browser).await?;
    let Some(code) = landing.code() else {
        return check::callback::refused(&landing, &request, &["invalid_request"]);
    };
    test.recommend(false, "the method plain is accepted");
    // The challenge is the S256 of the verifier: with plain, the verifier is not what opens it.
    check::error_reply::invalid_grant(&client.redeem(&request, code).await?)
}
