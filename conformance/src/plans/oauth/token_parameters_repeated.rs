//! `token-parameters-repeated`: each parameter once, at the token endpoint too.

use crate::prelude::*;

/// The same as at the authorization endpoint.
pub(super) const MODULE: Module = Module {
    name: "token-parameters-repeated",
    requires: "A token request that repeats a parameter is refused with invalid_request",
    source: "RFC 6749 3.2, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let request = client.request()?;
        let code = request.granted(&mut browser).await?.code()?;
        let mut form = client.redemption(&request, &code);
        let again = form.iter().find(|(known, _)| *known == name).copied();
        form.extend(again);
        let reply = client.token(&form).await?;
        ensure(reply.status != 200, format!("tokens were given for a request with {name} twice"))?;
        check::error_reply::holds(&reply, &[400], &["invalid_request"])?;
    }
    Ok(())
}
