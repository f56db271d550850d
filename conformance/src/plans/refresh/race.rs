//! `race`: two tabs at once.

use futures::future::join_all;

use crate::prelude::*;

/// Whatever the rule about rotation, both get a clean answer.
pub(super) const MODULE: Module = Module {
    name: "race",
    requires: "Of several refreshes at the same time one is served at least, and none fails in another way than invalid_grant",
    source: "RFC 6749 5.2, RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, tokens) = test.refreshable(&client).await?;
    let refresh_token = tokens.refresh_token()?;
    let replies = join_all((0..6).map(|_| client.refresh(refresh_token))).await;
    let mut served = 0;
    for reply in replies {
        let reply = reply?;
        if reply.status == 200 {
            served += 1;
        } else {
            check::error_reply::invalid_grant(&reply)?;
        }
    }
    ensure(served > 0, "none of 6 refreshes at the same time was served")
}
