//! `scope-narrowed`: less may be asked for.

use crate::prelude::*;

/// An access token for one thing only.
pub(super) const MODULE: Module = Module {
    name: "scope-narrowed",
    requires: "A refresh may ask for less scope, and gets less",
    source: "RFC 6749 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.needs("scopes_supported", "email")?;
    let request = client.offline_request()?;
    let scope = format!("{} email", request.value("scope"));
    let first = client.tokens(&request.with("scope", &scope), &mut test.browser()).await?;

    let form =
        [("grant_type", "refresh_token"), ("refresh_token", first.refresh_token()?), ("scope", "openid")];
    let second = Tokens::of(client.token(&form).await?)?;
    let told = second.fields.get("scope").and_then(Value::as_str).unwrap_or("openid");
    ensure(
        !told.split(' ').any(|scope| scope == "email"),
        format!("expected the scope openid, got {told:?}"),
    )?;
    let claims = client.userinfo(second.access_token()?).await?.expect(200)?.json()?;
    ensure(claims.get("email").is_none(), "the narrowed access token still shows the email address")
}
