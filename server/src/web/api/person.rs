//! Who calls: a person, through an application of the operator's own, with an access token.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use super::problem::{Kind, Problem};
use crate::account::Holder;
use crate::tokens::lookup::{live_access_token, parse_access_token};
use crate::web::Site;
use crate::web::cors::SpokenFor;
use crate::web::extract::bearer;
use crate::web::extract::origin::origin;

/// The person who calls, and the application through which.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) holder: Holder,
    /// Goes with every answer: whose scripts may read it.
    pub(super) spoken_for: SpokenFor,
}

/// The same, where the sign-in is a few minutes old at most: for what cannot be undone.
#[derive(Debug)]
pub(super) struct FreshPerson(pub(super) Person);

/// A refusal that the application's own scripts may read.
#[derive(Debug)]
pub(super) struct NobodyKnown(Problem, Option<SpokenFor>);

impl IntoResponse for NobodyKnown {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        if let Some(client) = self.1 {
            response.extensions_mut().insert(client);
        }
        response
    }
}

impl FromRequestParts<Site> for Person {
    type Rejection = NobodyKnown;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, NobodyKnown> {
        let token = match bearer::token(&parts.headers) {
            Ok(Some(token)) => token,
            Ok(None) => return Err(NobodyKnown(Problem::of(Kind::NoToken), None)),
            Err(error) => {
                return Err(NobodyKnown(Problem::of(Kind::InvalidToken).because(error.description), None));
            }
        };
        let now = site.clock.now();
        let claimed = parse_access_token(site, token.expose(), now).map(|token| SpokenFor(token.client_id));
        let refused =
            |kind: Kind, why: &'static str| NobodyKnown(Problem::of(kind).because(why), claimed.clone());
        let live = match live_access_token(site, token.expose(), now).await {
            Ok(live) => live,
            Err(error) => return Err(NobodyKnown(error.into(), claimed)),
        };
        let not_good = || refused(Kind::InvalidToken, "the access token is not valid (any more)");
        let live = live.ok_or_else(not_good)?;
        if !live.token.audience.iter().any(|audience| audience == site.issuer.as_str()) {
            return Err(refused(
                Kind::InvalidToken,
                "the access token is for another audience than this issuer",
            ));
        }
        let Some((user, family)) = live.person else {
            return Err(refused(Kind::NotAllowed, "the access token of a service acts for no person"));
        };
        let client = match site.clients.find(&site.db, &live.token.client_id).await {
            Ok(client) => client,
            Err(error) => return Err(NobodyKnown(error.into(), claimed)),
        };
        // Whatever somebody allowed an application of others, the account itself is not part of it.
        if !client.is_some_and(|client| client.metadata.first_party) {
            return Err(refused(
                Kind::NotAllowed,
                "only a first-party application may act on the account itself",
            ));
        }
        let holder = Holder {
            user,
            session_id: family.session_id,
            authentication: family.authorization.authentication.clone(),
            client_id: Some(live.token.client_id.clone()),
            origin: origin(parts, site),
            now,
        };
        Ok(Self { holder, spoken_for: SpokenFor(live.token.client_id) })
    }
}

impl FromRequestParts<Site> for FreshPerson {
    type Rejection = NobodyKnown;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, NobodyKnown> {
        let person = Person::from_request_parts(parts, site).await?;
        match person.holder.is_fresh(site).await {
            Ok(true) => return Ok(Self(person)),
            Ok(false) => {}
            Err(error) => return Err(NobodyKnown(error.into(), Some(person.spoken_for))),
        }
        Err(NobodyKnown(sign_in_again(), Some(person.spoken_for)))
    }
}

/// The refusal of RFC 9470.
pub(super) fn sign_in_again() -> Problem {
    let why = "the sign-in is too old for this, or lacks the second factor: send the person to sign in again with prompt=login \
               or max_age";
    Problem::of(Kind::SignInAgain).because(why)
}

impl Person {
    /// An answer to the application.
    pub(super) fn told(&self, answer: Result<impl IntoResponse, Problem>) -> Response {
        let mut response = match answer {
            Ok(answer) => answer.into_response(),
            Err(problem) => problem.into_response(),
        };
        response.extensions_mut().insert(self.spoken_for.clone());
        response
    }
}
