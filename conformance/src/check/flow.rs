//! A code flow from beginning to end, and what two of them in one browser have to agree on.

use std::time::Duration;

use super::{callback, id_token, token_reply};
use crate::browser::{Browser, Habit};
use crate::jose::Verified;
use crate::module::Test;
use crate::relying_party::{AuthorizationRequest, RelyingParty, Tokens};
use crate::target::Role;
use crate::verdict::{Stop, ensure, failed, skipped};
use crate::wire::Ask;

/// What a flow ended in.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The token reply.
    pub tokens: Tokens,
    /// Its ID token, verified.
    pub id_token: Verified,
}

/// The request is answered with a code, the code with right tokens.
pub async fn completes(
    test: &Test,
    client: &RelyingParty,
    request: &AuthorizationRequest,
    browser: &mut Browser,
) -> Result<Flow, Stop> {
    completes_as(test, client, request, browser, Ask::get(request.url())).await
}

/// The same, with the request sent as `ask`.
pub async fn completes_as(
    test: &Test,
    client: &RelyingParty,
    request: &AuthorizationRequest,
    browser: &mut Browser,
    ask: Ask,
) -> Result<Flow, Stop> {
    let came = request.open_as(ask, browser).await?.callback()?;
    callback::holds(&came, request)?;
    redeemed(test, client, request, &came.code()?).await
}

/// Somebody signs in, and `wait` later again, because the second request says so by `parameter`.
pub async fn signs_in_again(
    test: &Test,
    (parameter, value): (&str, &str),
    wait: Duration,
) -> Result<Flow, Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let first = completes(test, &client, &client.request()?, &mut browser).await?;
    let sign_ins = browser.sign_ins;
    tokio::time::sleep(wait).await;
    let request = client.request()?.with(parameter, value);
    let second = completes(test, &client, &request, &mut browser).await?;
    ensure(browser.sign_ins > sign_ins, "expected to be asked for the password again, and was not")?;
    later_sign_in(&first, &second)?;
    Ok(second)
}

/// A code is answered with right tokens.
pub async fn redeemed(
    test: &Test,
    client: &RelyingParty,
    request: &AuthorizationRequest,
    code: &str,
) -> Result<Flow, Stop> {
    let tokens = Tokens::of(client.redeem(request, code).await?)?;
    token_reply::holds(test, &tokens)?;
    let id_token = id_token::holds(test, client, request, &tokens).await?;
    Ok(Flow { tokens, id_token })
}

/// A request with `prompt=none` in a browser where somebody is signed in: no page is shown.
pub async fn is_silent(
    test: &Test,
    client: &RelyingParty,
    request: &AuthorizationRequest,
    browser: &mut Browser,
) -> Result<Flow, Stop> {
    browser.habit = Habit::Looks;
    let came = request.open(browser).await?.callback()?;
    callback::holds(&came, request)?;
    // Whether an agreement is remembered is the provider's choice (OpenID Connect Core 3.1.2.4).
    if came.value("error") == Some("consent_required") {
        return Err(skipped("the provider asks for consent each time, so that prompt=none never succeeds"));
    }
    redeemed(test, client, request, &came.code()?).await
}

/// Both speak of the same person.
pub fn same_person(first: &Flow, second: &Flow) -> Result<(), Stop> {
    let (first, second) = (&first.id_token.claims["sub"], &second.id_token.claims["sub"]);
    ensure(first == second, format!("expected the same sub in both ID tokens, got {first} and {second}"))
}

/// Both speak of the same sign-in, as far as they tell.
pub fn same_sign_in(first: &Flow, second: &Flow) -> Result<(), Stop> {
    same_person(first, second)?;
    if let (Some(first), Some(second)) = (signed_in_at(first)?, signed_in_at(second)?) {
        ensure(
            first == second,
            format!("nobody signed in again, but auth_time was {first} and is now {second}"),
        )?;
    }
    Ok(())
}

/// The second speaks of a later sign-in, as far as they tell.
pub fn later_sign_in(first: &Flow, second: &Flow) -> Result<(), Stop> {
    same_person(first, second)?;
    if let (Some(first), Some(second)) = (signed_in_at(first)?, signed_in_at(second)?) {
        ensure(second > first, format!("expected an auth_time later than {first}, got {second}"))?;
    }
    Ok(())
}

/// `auth_time`, where it was asked for and so has to be there (OpenID Connect Core 2).
pub fn auth_time(flow: &Flow) -> Result<i64, Stop> {
    let missing = || failed("expected auth_time in the ID token, for the request carried max_age");
    signed_in_at(flow)?.ok_or_else(missing)
}

fn signed_in_at(flow: &Flow) -> Result<Option<i64>, Stop> {
    let claims = &flow.id_token.claims;
    claims.contains_key("auth_time").then(|| id_token::moment(claims, "auth_time")).transpose()
}
