//! `public-client`: a name is no credential.

use crate::prelude::*;

/// Anybody can say it.
pub(super) const MODULE: Module = Module {
    name: "public-client",
    requires: "A public client gets no token with client credentials",
    source: "RFC 6749 4.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let reply = test.client(Role::Public)?.token(&[("grant_type", "client_credentials")]).await?;
    let codes = ["unauthorized_client", "invalid_client", "unsupported_grant_type", "invalid_request"];
    check::error_reply::holds(&reply, &[400, 401, 403], &codes)
}
