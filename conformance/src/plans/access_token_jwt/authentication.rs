//! `authentication`: how and when somebody signed in.

use crate::prelude::*;

/// Where the access token tells it, it tells the same.
pub(super) const MODULE: Module = Module {
    name: "authentication",
    requires: "auth_time, acr and amr of the access token are those of the sign-in",
    source: "RFC 9068 2.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("max_age", "3600");
    let tokens = client.tokens(&request, &mut test.browser()).await?;
    let access_token = check::access_token::profiled(test, tokens.access_token()?).await?;
    let id_token = check::id_token::verified(test, tokens.text("id_token")?).await?;
    for name in ["auth_time", "acr", "amr"] {
        let (Some(told), Some(right)) = (access_token.claims.get(name), id_token.claims.get(name)) else {
            continue;
        };
        ensure(told == right, format!("expected {name} {right} as in the ID token, got {told}"))?;
    }
    Ok(())
}
