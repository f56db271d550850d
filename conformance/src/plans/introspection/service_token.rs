//! `service-token`: a token of a service.

use crate::prelude::*;

/// Nobody signed in for it.
pub(super) const MODULE: Module = Module {
    name: "service-token",
    requires: "A living token of client credentials is active, and belongs to the client",
    source: "RFC 7662 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let service = test.client(Role::Service)?;
    let tokens = Tokens::of(service.token(&[("grant_type", "client_credentials")]).await?)?;
    let (_, told) = check::introspection::reader(test, tokens.access_token()?).await?;
    let (id, value) = (service.client.client_id.as_str(), told.get("client_id"));
    ensure(
        value.is_none_or(|value| value == id),
        format!("expected client_id {id}, got {}", check::shown(value)),
    )
}
