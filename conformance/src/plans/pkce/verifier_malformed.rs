//! `verifier-malformed`: a verifier has 43 to 128 characters.

use crate::relying_party::challenge;

use crate::prelude::*;

/// The challenge belongs to the verifier: only its form is wrong.
pub(super) const MODULE: Module = Module {
    name: "verifier-malformed",
    requires: "A verifier that is too short, too long or has other characters is not accepted",
    source: "RFC 7636 4.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    for verifier in ["short", &"a".repeat(42), &"a".repeat(129), &format!("{} /+", "a".repeat(43))] {
        let request = client.request()?.with("code_challenge", &challenge(verifier));
        let landing = request.open(&mut browser).await?;
        let Some(code) = landing.code() else {
            check::callback::refused(&landing, &request, &["invalid_request"])?;
            continue;
        };
        let mut form = client.redemption(&request, code);
        form.retain(|(name, _)| *name != "code_verifier");
        form.push(("code_verifier", verifier));
        let reply = client.token(&form).await?;
        let characters = verifier.len();
        test.recommend(
            reply.status != 200,
            format!("a malformed verifier of {characters} characters is accepted"),
        );
        if reply.status != 200 {
            check::error_reply::holds(&reply, &[400], &["invalid_grant", "invalid_request"])?;
        }
    }
    Ok(())
}
