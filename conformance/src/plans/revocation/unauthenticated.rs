//! `unauthenticated`: a client with a secret shows it.

use crate::prelude::*;

/// A token in the wrong hands must not be revocable by them.
pub(super) const MODULE: Module = Module {
    name: "unauthenticated",
    requires: "A confidential client that does not authenticate, or does so wrongly, revokes nothing",
    source: "RFC 7009 2.1, RFC 6749 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let form = [("token", tokens.access_token()?)];
    let wrong = client.clone().with_secret("wrong").post("revocation_endpoint", &form).await?;
    check::error_reply::challenged(&wrong)?;
    let alone = client.clone().by("none").post("revocation_endpoint", &form).await?;
    check::error_reply::invalid_client(&alone)?;
    let url = test.provider.endpoint("revocation_endpoint")?;
    let anonymous = test.send(Ask::form(url, &form)).await?;
    check::error_reply::holds(&anonymous, &[400, 401], &["invalid_client", "invalid_request"])?;
    client.userinfo(tokens.access_token()?).await?.expect(200).map(drop)
}
