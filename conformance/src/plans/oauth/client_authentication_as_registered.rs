//! `client-authentication-as-registered`: the method is the registered one.

use crate::prelude::*;

/// A client that is registered for one method does not use another.
pub(super) const MODULE: Module = Module {
    name: "client-authentication-as-registered",
    requires: "A client that is registered for client_secret_basic is refused with client_secret_post",
    source: "RFC 7591 2, RFC 6749 2.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let reply = client.by("client_secret_post").redeem(&request, &code).await?;
    if reply.status == 200 {
        test.recommend(false, "a client registered for client_secret_basic may use client_secret_post");
        return Ok(());
    }
    check::error_reply::holds(
        &reply,
        &[400, 401],
        &["invalid_client", "unauthorized_client", "invalid_request"],
    )
}
