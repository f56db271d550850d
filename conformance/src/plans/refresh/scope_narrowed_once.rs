//! `scope-narrowed-once`: less now is not less for ever.

use super::chain::{self, Narrowed};
use crate::prelude::*;

/// A new refresh token has the scope of the old one.
pub(super) const MODULE: Module = Module {
    name: "scope-narrowed-once",
    requires: "After a narrowed refresh the whole scope may be asked for again",
    source: "RFC 6749 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let Narrowed { client, scope, first, second } = chain::narrowed(test).await?;
    let next = second.refresh_token().or_else(|_| first.refresh_token())?;
    let third = Tokens::of(client.refresh(next).await?)?;
    let told = third.fields.get("scope").and_then(Value::as_str).unwrap_or(&scope);
    ensure(
        told.split(' ').any(|scope| scope == "email"),
        format!("expected the scope {scope:?}, got {told:?}"),
    )
}
