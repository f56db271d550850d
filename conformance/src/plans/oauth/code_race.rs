//! `code-race`: once is once.

use futures::future::join_all;

use crate::prelude::*;

/// Eight requests at the same time for one code.
pub(super) const MODULE: Module = Module {
    name: "code-race",
    requires: "Of several requests that redeem a code at the same time, one gets tokens",
    source: "RFC 6749 4.1.2, RFC 9700 4.5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let replies = join_all((0..8).map(|_| client.redeem(&request, &code))).await;
    let mut served = 0;
    for reply in replies {
        let reply = reply?;
        if reply.status == 200 {
            served += 1;
        } else {
            check::error_reply::invalid_grant(&reply)?;
        }
    }
    ensure(served == 1, format!("expected one of 8 requests to get tokens, {served} did"))
}
