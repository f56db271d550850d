//! `code-with-another-redirect-uri`: a code is for one redirect URI.

use crate::prelude::*;

/// The token request repeats what the authorization request said.
pub(super) const MODULE: Module = Module {
    name: "code-with-another-redirect-uri",
    requires: "A code is refused where redirect_uri is not the one it was asked for with",
    source: "RFC 6749 4.1.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let (right, _) = check::redirect::registered(&client)?;
    for wrong in [
        format!("{right}/"),
        format!("{right}?x=1"),
        right.to_uppercase(),
        "https://evil.example/".to_owned(),
    ] {
        let request = client.request()?;
        let code = request.granted(&mut browser).await?.code()?;
        let reply = client.redeem(&request.with("redirect_uri", &wrong), &code).await?;
        check::error_reply::holds(&reply, &[400], &["invalid_grant", "invalid_request"])?;
    }
    Ok(())
}
