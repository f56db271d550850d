//! `client-authenticates-twice`: one way at a time.

use crate::prelude::*;

/// Header and body must not be able to name two clients.
pub(super) const MODULE: Module = Module {
    name: "client-authenticates-twice",
    requires: "A client that authenticates in two ways is refused, at the latest where the two disagree",
    source: "RFC 6749 2.3, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let url = test.provider.endpoint("token_endpoint")?;
    let twice = |id: &str, secret: &str| {
        let mut form = client.redemption(&request, &code);
        form.extend([("client_id", id), ("client_secret", secret)]);
        client.authenticated(url.clone(), &form)
    };
    let id = client.client.client_id.as_str();
    let codes = ["invalid_request", "invalid_client"];
    let other = test.send(twice("nobody-by-this-name", "wrong")?).await?;
    check::error_reply::holds(&other, &[400, 401], &codes)?;
    for secret in ["wrong", client.secret()?] {
        let reply = test.send(twice(id, secret)?).await?;
        if reply.status == 200 {
            test.recommend(
                false,
                "a request with client_secret_basic and client_secret_post at once is served",
            );
            return Ok(());
        }
        check::error_reply::holds(&reply, &[400, 401], &codes)?;
    }
    Ok(())
}
