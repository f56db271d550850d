//! `reuse-is-refused`: what was replaced and outlived is dead.

use super::chain::{self, Rotated};
use crate::prelude::*;

/// The successor was used: nobody can still be waiting for it.
pub(super) const MODULE: Module = Module {
    name: "reuse-is-refused",
    requires: "A rotated refresh token is refused once its successor was used",
    source: "RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let Rotated { client, first, third, .. } = chain::rotated_twice(test).await?;

    ensure(third.access_token().is_ok(), "the third access token is missing")?;
    check::error_reply::invalid_grant(&client.refresh(first.refresh_token()?).await?)
}
