//! `rotation-for-confidential-clients`: a confidential client may get a new one.

use crate::prelude::*;

/// Its secret protects it already.
pub(super) const MODULE: Module = Module {
    name: "rotation-for-confidential-clients",
    requires: "A rotated refresh token of a confidential client works in place of the old one",
    source: "RFC 6749 6, RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    let Ok(new) = second.refresh_token() else {
        // Not replaced: then it goes on.
        return Tokens::of(client.refresh(first.refresh_token()?).await?).map(drop);
    };
    Tokens::of(client.refresh(new).await?).map(drop)
}
