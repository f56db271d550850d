//! `client-secret-wrong`: a wrong secret opens nothing.

use crate::prelude::*;

/// The answer says how to do better.
pub(super) const MODULE: Module = Module {
    name: "client-secret-wrong",
    requires: "A wrong secret is answered with 401, invalid_client and WWW-Authenticate, and the code is not given away",
    source: "RFC 6749 2.3.1, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let secret = client.secret()?;
    let shorter = secret.get(..secret.len() - 1).unwrap_or_default();
    for wrong in ["wrong", shorter, &format!("{secret} "), &format!("{secret}x")] {
        let reply = client.clone().with_secret(wrong).redeem(&request, &code).await?;
        check::error_reply::challenged(&reply)?;
    }
    // An empty one may count as none at all.
    let empty = client.with_secret("").redeem(&request, &code).await?;
    check::error_reply::holds(&empty, &[400, 401], &["invalid_client", "invalid_request"])
}
