//! `scope-wider`: more may not be asked for.

use crate::prelude::*;

/// What nobody consented to.
pub(super) const MODULE: Module = Module {
    name: "scope-wider",
    requires: "A refresh that asks for more scope than was granted gets none of it",
    source: "RFC 6749 6, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, first) = test.refreshable(&client).await?;
    let wider = format!("{} email profile", request.value("scope"));
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", first.refresh_token()?), ("scope", &wider)];
    let reply = client.token(&form).await?;
    if reply.status != 200 {
        return check::error_reply::holds(&reply, &[400], &["invalid_scope"]);
    }
    test.recommend(false, "a refresh for more scope is served, with less: expected invalid_scope");
    let second = Tokens::of(reply)?;
    let told = second.fields.get("scope").and_then(Value::as_str).unwrap_or(&wider);
    ensure(!told.split(' ').any(|scope| scope == "email"), format!("the scope grew to {told:?}"))
}
