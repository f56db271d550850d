//! `rotation-for-public-clients`: a public client gets a new one each time.

use crate::prelude::*;

/// Nothing else would show that it was stolen.
pub(super) const MODULE: Module = Module {
    name: "rotation-for-public-clients",
    requires: "Refresh tokens of public clients are rotated, or bound to their sender",
    source: "RFC 9700 2.2.2, 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Public)?;
    let (_, first) = test.refreshable(&client).await?;
    let old = first.refresh_token()?;
    let second = Tokens::of(client.refresh(old).await?)?;
    let is_new = second.refresh_token().is_ok_and(|new| new != old);
    ensure(is_new, "a public client keeps its refresh token: it is neither rotated nor bound to its sender")
}
