//! `unregistered-grant`: only who may.

use crate::prelude::*;

/// The client authenticates rightly, and is registered for other grants.
pub(super) const MODULE: Module = Module {
    name: "unregistered-grant",
    requires: "A client that is not registered for client credentials is refused, with unauthorized_client",
    source: "RFC 6749 5.2, RFC 7591 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let roles = [Role::Web, Role::Other, Role::SecretPost].into_iter();
    let mut clients = roles.filter_map(|role| test.client(role).ok());
    let client = clients.find(|client| !client.client.may("client_credentials"));
    let client = client.ok_or_else(|| skipped("every confidential client may use client credentials"))?;
    let reply = client.token(&[("grant_type", "client_credentials")]).await?;
    let codes = ["unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_client"];
    check::error_reply::holds(&reply, &[400, 401, 403], &codes)?;
    let error = &reply.json()?["error"];
    test.recommend(error == "unauthorized_client", format!("expected unauthorized_client, got {error}"));
    Ok(())
}
