//! `scope-narrowed`: less may be asked for.

use super::chain::{self, Narrowed};
use crate::prelude::*;

/// An access token for one thing only.
pub(super) const MODULE: Module = Module {
    name: "scope-narrowed",
    requires: "A refresh may ask for less scope, and gets less",
    source: "RFC 6749 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let Narrowed { client, second, .. } = chain::narrowed(test).await?;
    let told = second.fields.get("scope").and_then(Value::as_str).unwrap_or("openid");
    ensure(
        !told.split(' ').any(|scope| scope == "email"),
        format!("expected the scope openid, got {told:?}"),
    )?;
    let claims = client.userinfo(second.access_token()?).await?.expect(200)?.json()?;
    ensure(claims.get("email").is_none(), "the narrowed access token still shows the email address")
}
