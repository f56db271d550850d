//! `token-missing`: something has to be revoked.

use crate::prelude::*;

/// Left out, and twice.
pub(super) const MODULE: Module = Module {
    name: "token-missing",
    requires: "A request without a token, or with two, is refused with invalid_request",
    source: "RFC 7009 2.1, 2.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    for form in [vec![], vec![("token", "a"), ("token", "b")]] {
        let reply = client.post("revocation_endpoint", &form).await?;
        check::error_reply::holds(&reply, &[400], &["invalid_request"])?;
    }
    Ok(())
}
