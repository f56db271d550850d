//! Signing out at the application's wish (OpenID Connect RP-Initiated Logout 1.0).

use serde_json::Value;
use url::Url;

use super::shown;
use super::{callback, flow};
use crate::browser::{Browser, Callback, Habit, Landing, Mode};
use crate::module::Test;
use crate::relying_party::RelyingParty;
use crate::target::Role;
use crate::verdict::{Stop, ensure, failed, skipped};
use crate::wire::{Ask, Reply};

/// Somebody who is signed in and about to leave.
#[derive(Debug)]
pub struct SignedIn<'t> {
    /// The ID token of the sign-in.
    pub id_token: String,
    /// A post logout redirect URI that the client registered.
    pub registered: String,
    /// A state of 128 characters: one of any length comes back.
    pub state: String,
    /// The browser with the session.
    pub browser: Browser,
    client: RelyingParty,
    endpoint: Url,
    test: &'t Test,
}

/// Signs somebody in at a client that has a place to go afterwards.
pub async fn signed_in(test: &Test) -> Result<SignedIn<'_>, Stop> {
    let endpoint = test.provider.endpoint("end_session_endpoint")?;
    let client = test.client(Role::Web)?;
    let registered = client.client.post_logout_redirect_uris.first().cloned();
    let registered = registered.ok_or_else(|| skipped("the client has no post_logout_redirect_uris"))?;
    let mut browser = test.browser();
    let flow = flow::completes(test, &client, &client.request()?, &mut browser).await?;
    let id_token = flow.tokens.text("id_token")?.to_owned();
    let state = "0123456789abcdef".repeat(8);
    Ok(SignedIn { id_token, registered, state, browser, client, endpoint, test })
}

impl SignedIn<'_> {
    /// Asks to be signed out, and agrees where the provider asks back.
    pub async fn leave(&mut self, parameters: &[(&str, &str)]) -> Result<Landing, Stop> {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        let asked =
            parameters.iter().filter(|(name, _)| *name == "post_logout_redirect_uri").map(|(_, uri)| *uri);
        let back = asked.chain([self.registered.as_str()]).filter_map(|uri| Url::parse(uri).ok());
        let back: Vec<_> = back.collect();
        self.browser.habit = Habit::Agrees;
        self.browser.go(Ask::get(url), &back).await
    }

    /// Asks, and ends on a page of the provider: nobody is sent anywhere.
    pub async fn stays(&mut self, parameters: &[(&str, &str)]) -> Result<Reply, Stop> {
        let page = self.leave(parameters).await?.page()?;
        ensure(page.status < 500, format!("expected a page, got status {}", page.status))?;
        ensure(
            page.media_type() == "text/html" && !page.body.trim().is_empty(),
            format!("expected a page for a person, got {:?}", page.media_type()),
        )?;
        Ok(page)
    }

    /// Asks, and is sent to the registered place with nothing but `state`.
    pub async fn returns(&mut self, parameters: &[(&str, &str)]) -> Result<Callback, Stop> {
        let came = self.leave(parameters).await?.callback()?;
        let registered =
            Url::parse(&self.registered).map_err(|error| failed(format!("{}: {error}", self.registered)))?;
        let bare = |url: &Url| format!("{}{}", url.origin().ascii_serialization(), url.path());
        let (went, expected) = (bare(&came.url), bare(&registered));
        ensure(went == expected, format!("expected to be sent to {expected}, got {went}"))?;
        ensure(came.mode == Mode::Query, "expected the parameters in the query")?;
        let sent = parameters.iter().find(|(name, _)| *name == "state").map(|(_, state)| *state);
        let told = came.value("state");
        ensure(told == sent, format!("expected state {}, got {}", shown(sent), shown(told)))?;
        let own: Vec<_> = registered.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let stray: Vec<_> = came
            .parameters
            .iter()
            .map(|(name, _)| name)
            .filter(|name| *name != "state" && !own.contains(name))
            .collect();
        self.test.recommend(stray.is_empty(), format!("the return carries {stray:?} beside state"));
        Ok(came)
    }

    /// Nobody is signed in any more: with `prompt=none` the client is told so.
    pub async fn is_over(&mut self) -> Result<(), Stop> {
        let request = self.client.request()?.with("prompt", "none");
        self.browser.habit = Habit::Looks;
        let came = request.open(&mut self.browser).await?.callback()?;
        callback::holds(&came, &request)?;
        came.expect_error(NOBODY)
    }
}

/// What `prompt=none` may answer where a page would have to be shown (OpenID Connect Core 3.1.2.6).
pub const NOBODY: &[&str] =
    &["login_required", "interaction_required", "account_selection_required", "consent_required"];

/// The same token with `alg` `none` and no signature.
pub fn stripped(id_token: &str) -> Result<String, Stop> {
    Ok(crate::jose::unsigned(&crate::jose::peek(id_token)?.claims))
}

/// The same token with a signature of somebody else: the right length, other bits.
pub fn forged(id_token: &str) -> Result<String, Stop> {
    let (signed, signature) = id_token.rsplit_once('.').ok_or_else(|| failed("the ID token is not a JWT"))?;
    let algorithm = crate::jose::peek(id_token)?.header.get("alg").and_then(Value::as_str).map(str::to_owned);
    ensure(algorithm.is_some_and(|name| name != "none"), "the ID token has no signature")?;
    let mut forged = String::new();
    while forged.len() < signature.len() {
        forged.push_str(&crate::relying_party::random()?);
    }
    // Cut at the same length: the last character may then hold bits that base64url leaves unused, so it is zero.
    forged.truncate(signature.len().saturating_sub(1));
    Ok(format!("{signed}.{forged}A"))
}
