//! `method-without-challenge`: half of it is nothing.

use crate::prelude::*;

/// A request that lost its challenge on the way.
pub(super) const MODULE: Module = Module {
    name: "method-without-challenge",
    requires: "A request with code_challenge_method and no code_challenge gives no code that works without a verifier",
    source: "RFC 7636 4.3, RFC 9700 4.8.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    for request in [client.request()?.without("code_challenge"), client.request()?.with("code_challenge", "")]
    {
        let landing = request.open(&mut browser).await?;
        let Some(code) = landing.code() else {
            check::callback::refused(&landing, &request, &["invalid_request"])?;
            continue;
        };
        let mut form = client.redemption(&request, code);
        form.retain(|(name, _)| *name != "code_verifier");
        let reply = client.token(&form).await?;
        test.recommend(
            reply.status != 200,
            "a request that lost its code_challenge is served as one without PKCE",
        );
    }
    Ok(())
}
