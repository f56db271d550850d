//! `codereuse-30seconds`: a code that leaked makes its tokens worthless.

use std::time::Duration;

use crate::prelude::*;

const LATER: Duration = Duration::from_secs(30);

/// Half a minute later, as a thief might.
pub(super) const MODULE: Module = Module {
    name: "codereuse-30seconds",
    requires: "A code that comes again after 30 s is refused, and the access token it gave should be revoked",
    source: "RFC 6749 4.1.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let code = request.granted(&mut test.browser()).await?.code()?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    client.userinfo(tokens.access_token()?).await?.expect(200)?;
    tokio::time::sleep(LATER).await;
    let again = client.redeem(&request, &code).await?;
    check::error_reply::invalid_grant(&again)?;
    let status = client.userinfo(tokens.access_token()?).await?.status;
    let is_dead = (400..500).contains(&status);
    test.recommend(
        is_dead,
        format!("the access token of the code is still good at userinfo: status {status}"),
    );
    Ok(())
}
