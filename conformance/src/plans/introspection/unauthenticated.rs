//! `unauthenticated`: strangers are told nothing.

use crate::prelude::*;

/// Otherwise anybody could try tokens out.
pub(super) const MODULE: Module = Module {
    name: "unauthenticated",
    requires: "Who does not authenticate, or does so wrongly, is told nothing",
    source: "RFC 7662 2.1, 2.3, 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let caller = check::introspection::caller(test)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let form = [("token", tokens.access_token()?)];
    let url = test.provider.endpoint("introspection_endpoint")?;
    let anonymous = test.send(Ask::form(url.clone(), &form)).await?;
    refused("nobody", &anonymous)?;
    refused(
        "a wrong secret",
        &caller.clone().with_secret("wrong").post("introspection_endpoint", &form).await?,
    )?;
    refused("a name alone", &caller.clone().by("none").post("introspection_endpoint", &form).await?)?;
    refused("a made-up bearer token", &test.send(Ask::form(url, &form).bearer("made-up")).await?)?;
    let Ok(public) = test.client(Role::Public) else { return Ok(()) };
    // Its name is no authorization, but saying nothing to it gives nothing away either.
    let reply = public.post("introspection_endpoint", &form).await?;
    if reply.status == 200 {
        test.recommend(false, "a public client may ask about tokens by its name alone");
        return ensure(
            reply.json()?["active"] == false,
            "a public client is told about a token of another client",
        );
    }
    refused("a public client", &reply)
}

fn refused(who: &str, reply: &Reply) -> Result<(), Stop> {
    let is_refused = matches!(reply.status, 400 | 401 | 403);
    ensure(is_refused, format!("expected {who} to be refused, got {}: {}", reply.status, reply.body))
}
