//! Chains of refresh tokens as several modules need them.

use crate::prelude::*;

/// A chain whose first token has a successor that was used.
pub(super) struct Rotated {
    pub(super) client: RelyingParty,
    pub(super) first: Tokens,
    pub(super) second: Tokens,
    pub(super) third: Tokens,
}

/// A chain that was refreshed for less scope once.
pub(super) struct Narrowed {
    pub(super) client: RelyingParty,
    /// What was asked for at first.
    pub(super) scope: String,
    pub(super) first: Tokens,
    pub(super) second: Tokens,
}

/// Refreshes twice. A client whose tokens do not rotate is skipped.
pub(super) async fn rotated_twice(test: &Test) -> Result<Rotated, Stop> {
    let client = rotating(test)?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    if second.refresh_token().ok().is_none_or(|new| Some(new) == first.refresh_token().ok()) {
        return Err(skipped("refresh tokens of this client are not rotated"));
    }
    let third = Tokens::of(client.refresh(second.refresh_token()?).await?)?;
    Ok(Rotated { client, first, second, third })
}

/// Asks for the email address at first, and for no more than `openid` at the refresh.
pub(super) async fn narrowed(test: &Test) -> Result<Narrowed, Stop> {
    let client = test.client(Role::Web)?;
    test.provider.needs("scopes_supported", "email")?;
    let request = client.offline_request()?;
    let scope = format!("{} email", request.value("scope"));
    let first = client.tokens(&request.with("scope", &scope), &mut test.browser()).await?;
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", first.refresh_token()?), ("scope", "openid")];
    let second = Tokens::of(client.token(&form).await?)?;
    Ok(Narrowed { client, scope, first, second })
}

/// The public client, which has to rotate; else the web client, which may.
fn rotating(test: &Test) -> Result<RelyingParty, Stop> {
    let public = test.client(Role::Public).ok().filter(|client| client.client.may("refresh_token"));
    public.map_or_else(|| test.client(Role::Web), Ok)
}
