//! `challenge-malformed`: a challenge has 43 characters.

use crate::prelude::*;

/// What no S256 can have made.
pub(super) const MODULE: Module = Module {
    name: "challenge-malformed",
    requires: "A challenge that S256 cannot have made is refused",
    source: "RFC 7636 4.2, 4.4.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    for wrong in
        ["short", &"a".repeat(129), &format!("{}=", "a".repeat(43)), &format!("{}+/", "a".repeat(41))]
    {
        let request = client.request()?.with("code_challenge", wrong);
        let landing = request.open(&mut browser).await?;
        if landing.code().is_some() {
            test.recommend(false, format!("the challenge {wrong:?} is accepted"));
        } else {
            check::callback::refused(&landing, &request, &["invalid_request"])?;
        }
    }
    Ok(())
}
