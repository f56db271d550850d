//! `public-client-must`: a client without a secret proves itself by PKCE.

use crate::prelude::*;

/// Nothing else stands between a stolen code and its tokens.
pub(super) const MODULE: Module = Module {
    name: "public-client-must",
    requires: "A public client gets no tokens without PKCE",
    source: "RFC 9700 2.1.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Public)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.without("code_challenge").without("code_challenge_method");
    let landing = request.open(&mut browser).await?;
    let Some(code) = landing.code() else {
        return check::callback::refused(&landing, &request, &["invalid_request"]);
    };
    let mut form = client.redemption(&request, code);
    form.retain(|(name, _)| *name != "code_verifier");
    let reply = client.token(&form).await?;
    test.recommend(
        reply.status != 200,
        "a public client got tokens without PKCE, which RFC 9700 says it must use",
    );
    Ok(())
}
