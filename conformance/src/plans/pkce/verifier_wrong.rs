//! `verifier-wrong`: another verifier opens nothing.

use crate::prelude::*;

/// Among them the verifier of another request, which is what an injected code comes with.
pub(super) const MODULE: Module = Module {
    name: "verifier-wrong",
    requires: "A code is refused with invalid_grant where the verifier is not its own",
    source: "RFC 7636 4.6, RFC 9700 4.5.3.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let other = client.request()?.verifier;
    for turn in 0..5 {
        let request = client.request()?;
        let code = request.granted(&mut browser).await?.code()?;
        let right = request.verifier.as_str();
        let wrong = match turn {
            0 => other.clone(),
            1 => right.to_uppercase(),
            2 => format!("{right}x"),
            3 => format!("{right}="),
            // What a server would take that compares without hashing.
            _ => request.value("code_challenge").to_owned(),
        };
        let mut form = client.redemption(&request, &code);
        form.retain(|(name, _)| *name != "code_verifier");
        form.push(("code_verifier", &wrong));
        let reply = client.token(&form).await?;
        check::error_reply::holds(&reply, &[400], &["invalid_grant", "invalid_request"])?;
    }
    Ok(())
}
