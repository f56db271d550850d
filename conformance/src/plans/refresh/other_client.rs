//! `other-client`: a refresh token is for one client.

use crate::prelude::*;

/// The others authenticate rightly, and are not the one.
pub(super) const MODULE: Module = Module {
    name: "other-client",
    requires: "A refresh token is refused with invalid_grant when another client comes with it",
    source: "RFC 6749 6, 10.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, tokens) = test.refreshable(&client).await?;
    let others = [Role::Other, Role::Public].into_iter().filter_map(|role| test.client(role).ok());
    let others: Vec<_> = others.filter(|other| other.client.may("refresh_token")).collect();
    if others.is_empty() {
        return Err(skipped("no other client may use refresh tokens"));
    }
    for other in others {
        check::error_reply::invalid_grant(&other.refresh(tokens.refresh_token()?).await?)?;
    }
    Ok(())
}
