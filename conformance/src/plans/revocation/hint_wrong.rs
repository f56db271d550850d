//! `hint-wrong`: a hint is only a hint.

use crate::prelude::*;

/// It says access token and is none.
pub(super) const MODULE: Module = Module {
    name: "hint-wrong",
    requires: "A wrong or unknown token_type_hint does not keep a token alive",
    source: "RFC 7009 2.1, 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    for hint in ["access_token", "nonsense"] {
        let (_, tokens) = test.refreshable(&client).await?;
        let refresh_token = tokens.refresh_token()?;
        let form = [("token", refresh_token), ("token_type_hint", hint)];
        client.post("revocation_endpoint", &form).await?.expect(200)?;
        check::error_reply::invalid_grant(&client.refresh(refresh_token).await?)?;
    }
    Ok(())
}
