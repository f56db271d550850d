//! Signing in without a browser: an application of the operator's own takes name and password itself, and a second factor
//! where the person has one. Only for clients that are registered as `first_party` and `direct_login`.
//!
//! Tokens come from the same rows and the same mint as those of the code flow: a family at generation 0, which no code was
//! ever handed out for, is redeemed at once.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::note_refusal_of;
use crate::app::Services;
use crate::authn::arrival::Arrival;
use crate::authn::attempt::{self, FactorDenied};
use crate::authn::half_sign_in::{self, HalfSignIn};
use crate::authn::known_device::{KnownDevice, fingerprint, known_to};
use crate::authn::password::{self, Denied};
use crate::authn::settle::{Demand, Settled, settle};
use crate::authn::{Authenticated, Proof};
use crate::client_auth::AuthenticatedClient;
use crate::model::audit_event::{AuditEvent, Origin};
use crate::model::authentication::ACR_MULTI;
use crate::model::entitlement::{Entitlement, PersonEntitlement, Step};
use crate::model::factor::FactorKind;
use crate::model::session::Session;
use crate::model::token_family::{Authorization, CodeBinding, TokenFamily};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::{OFFLINE_ACCESS, Scope};
use crate::secret::{Secret, digest};
use crate::store::{StoreError, factors, sessions, token_families};
use crate::tokens::mint::{Minted, TokenResponse, mint};
use crate::words::Words;

/// How long the second step may take.
const CHALLENGE_LIFE: TimeDelta = TimeDelta::minutes(10);

/// Who asks, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The application.
    pub client: &'a AuthenticatedClient,
    /// The scope it wants; all that it may have where it names none.
    pub scope: Option<&'a str>,
    /// From where.
    pub origin: &'a Origin,
    /// The device, as the application was told it when somebody signed in there before.
    pub device: Option<&'a KnownDevice>,
    /// The language of what the person is written.
    pub words: Words,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Somebody who is signed in.
pub struct Arrived {
    /// Their tokens.
    pub tokens: TokenResponse,
    /// What the device is known by from now on.
    pub device: KnownDevice,
}

/// What the first step leads to.
pub enum Signed {
    /// Signed in.
    In(Box<Arrived>),
    /// A second factor is asked for.
    Second(Challenge),
}

/// A sign-in that waits for its second factor.
#[derive(Debug)]
pub struct Challenge {
    /// Names it: a secret.
    pub id: String,
    /// What the person can show.
    pub methods: Vec<FactorKind>,
    /// Seconds that it counts.
    pub expires_in: i64,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    /// Name and password do not match, or the account may not be used. Nobody is told which.
    #[error("name or password are wrong")]
    Wrong,
    /// The password is right, and the address of the account is still to be proven.
    #[error("the address is not proven yet")]
    Unproven,
    /// The second factor is wrong, or the challenge is over.
    #[error("the second factor is wrong")]
    WrongFactor,
    /// The challenge is unknown, used or old.
    #[error("the challenge is over")]
    Over,
    /// A second factor has to be set up first, or shown that only a browser can: the sign-in page does both.
    #[error("the sign-in goes on in a browser")]
    Enrol,
    /// Too many failures.
    #[error("too many failed attempts")]
    Limited {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// Too many passwords are being hashed.
    #[error("too many passwords are being hashed")]
    Busy,
    /// A refusal of the protocol's, or our own fault.
    #[error("refused")]
    Refused(OAuthError),
}

impl<E: Into<OAuthError>> From<E> for NotSigned {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// The first step: name and password.
///
/// # Errors
/// `Refused` with `unauthorized_client` unless the client may do this; see [`NotSigned`].
pub async fn sign_in(
    app: &Services,
    asked: Asked<'_>,
    (name, password): (&str, &Secret),
) -> Result<Signed, NotSigned> {
    let scope = allowed(app, asked).await?;
    let first = match password::verify(app, name, password, asked.origin, asked.device).await {
        Ok(first) => first,
        Err(Denied::Wrong) => return Err(NotSigned::Wrong),
        Err(Denied::Unproven(_)) => return Err(NotSigned::Unproven),
        Err(Denied::Limited { retry_after }) => return Err(NotSigned::Limited { retry_after }),
        Err(Denied::Busy) => return Err(NotSigned::Busy),
        Err(Denied::Store(error)) => return Err(error.into()),
        Err(Denied::Counts(error)) => return Err(error.into()),
    };
    let registered = &asked.client.metadata.default_acr_values;
    let demand = if registered.iter().any(|acr| acr == ACR_MULTI) { Demand::Insisted } else { Demand::None };
    match settle(app, &first, demand, None, asked.now).await? {
        Settled::Enough(who) => Ok(Signed::In(Box::new(issue(app, asked, &who, scope, None).await?))),
        Settled::Enrol => Err(NotSigned::Enrol),
        Settled::Second => {
            let held = factors::held(app.db.reader(), first.user().id).await?;
            let totp = held.totp.then_some(FactorKind::Totp);
            let codes = (held.backup_codes > 0).then_some(FactorKind::BackupCode);
            let methods: Vec<_> = totp.into_iter().chain(codes).collect();
            // A passkey or a code by mail: only the pages ask for those.
            if methods.is_empty() {
                return Err(NotSigned::Enrol);
            }
            let half = HalfSignIn::of(&first, mark(asked.client));
            let (id, now) = (app.entropy.token(), asked.now);
            let kept = id.clone();
            app.db.write(async move |tx| half_sign_in::put(tx, &kept, &half, now).await).await?;
            Ok(Signed::Second(Challenge { id, methods, expires_in: CHALLENGE_LIFE.num_seconds() }))
        }
    }
}

/// The second step: a code of an authenticator app, or one that was written down. A challenge signs in once.
///
/// # Errors
/// See [`NotSigned`]; after a wrong code the challenge still counts.
pub async fn verify_factor(
    app: &Services,
    asked: Asked<'_>,
    challenge: &str,
    (kind, code): (FactorKind, &Secret),
) -> Result<Arrived, NotSigned> {
    let scope = allowed(app, asked).await?;
    let found = half_sign_in::find(app, challenge, mark(asked.client), (asked.origin, asked.now)).await?;
    let waiting = found.filter(|waiting| !waiting.half.enrols && waiting.half.session.is_none());
    let waiting = waiting.ok_or(NotSigned::Over)?;
    let proof = Proof::Code(code.clone());
    match attempt::verify(app, &waiting.first, kind, &proof, asked.origin).await {
        Ok(who) => issue(app, asked, &who, scope, Some(waiting.id)).await,
        Err(FactorDenied::Wrong) => Err(NotSigned::WrongFactor),
        Err(FactorDenied::Limited { retry_after }) => Err(NotSigned::Limited { retry_after }),
        Err(FactorDenied::Store(error)) => Err(error.into()),
        Err(FactorDenied::Counts(error)) => Err(error.into()),
        Err(FactorDenied::Letter(error)) => Err(OAuthError::server(error).into()),
    }
}

/// In the place of a browser: the challenges of one application are no other's.
fn mark(client: &AuthenticatedClient) -> [u8; 32] {
    digest(format!("direct sign-in\0{}", client.id).as_bytes())
}

async fn allowed(app: &Services, asked: Asked<'_>) -> Result<Scope, OAuthError> {
    let refused = match scope_of(asked) {
        Ok(scope) => return Ok(scope),
        Err(refused) => refused,
    };
    note_refusal_of(app, (asked.client, asked.origin, asked.now), &refused).await?;
    Err(refused)
}

fn scope_of(asked: Asked<'_>) -> Result<Scope, OAuthError> {
    let metadata = &asked.client.metadata;
    if !(metadata.first_party && metadata.direct_login) {
        return Err(ErrorCode::UnauthorizedClient.because("the client is not registered for direct_login"));
    }
    let all = metadata.allowed_scope();
    let scope = match asked.scope {
        Some(text) => Scope::parse(text)?.within(&all),
        None => all,
    };
    let may_refresh = metadata.may_use(GrantType::RefreshToken);
    Ok(scope.filter(|value| value != OFFLINE_ACCESS || may_refresh))
}

/// The session and the family begin in one transaction, which uses the challenge up; then the family is redeemed.
async fn issue(
    app: &Services,
    asked: Asked<'_>,
    who: &Authenticated,
    scope: Scope,
    challenge: Option<String>,
) -> Result<Arrived, NotSigned> {
    let Asked { client, origin, now, .. } = asked;
    let session = session(app, who, fingerprint(app, origin).await?, now);
    let family = family(app, client, &session, scope.clone(), now);
    let event = AuditEvent {
        client_id: Some(client.id.clone()),
        // In the place of a code.
        family_id: Some(family.id),
        generation: Some(0),
        ..Arrival::event(origin)
    };
    let arrival = Arrival::of(app, (who, &session), event, asked.words, now).map_err(OAuthError::server)?;
    let (begun, from) = (family.clone(), origin.clone());
    let written = app.db.write(async move |tx| -> Result<bool, StoreError> {
        if let Some(id) = challenge
            && !half_sign_in::claim(tx, &id, now).await?
        {
            return Ok(false);
        }
        sessions::insert(tx, &session, &from).await?;
        token_families::insert(tx, &begun).await?;
        arrival.write(tx, now).await?;
        Ok(true)
    });
    if !written.await? {
        return Err(NotSigned::Over);
    }
    let person = PersonEntitlement {
        user: Arc::new(who.user().clone()),
        family: Arc::new(family),
        step: Step::Redeem,
        scope,
    };
    match mint(app, client, Entitlement::Person(Box::new(person)), origin, now).await? {
        Minted::Response(tokens) => {
            Ok(Arrived { tokens: *tokens, device: known_to(app, asked.device, who.user()).await? })
        }
        // The account changed in the same instant.
        Minted::Overtaken => Err(NotSigned::Over),
    }
}

/// A session without a cookie: its secret is nobody's.
fn session(app: &Services, who: &Authenticated, device: [u8; 32], now: DateTime<Utc>) -> Session {
    let life = &app.config.sessions;
    Session {
        id: app.entropy.row_id(now),
        user_id: who.user().id,
        secret_digest: digest(app.entropy.token().as_bytes()),
        user_epoch: who.user().epoch,
        authentication: who.authentication().clone(),
        created_at: now,
        last_active_at: now,
        idle_expires_at: now + life.idle,
        absolute_expires_at: now + life.absolute,
        ended_at: None,
        device: Some(device),
    }
}

fn family(
    app: &Services,
    client: &AuthenticatedClient,
    session: &Session,
    scope: Scope,
    now: DateTime<Utc>,
) -> TokenFamily {
    TokenFamily {
        id: app.entropy.row_id(now),
        client_id: client.id.clone(),
        user_id: session.user_id,
        session_id: session.id,
        user_epoch: session.user_epoch,
        refreshable: scope.contains(OFFLINE_ACCESS),
        scope,
        authorization: Authorization {
            authentication: session.authentication.clone(),
            nonce: None,
            claims: crate::protocol::claims_request::ClaimsRequest::default(),
            wants_auth_time: false,
        },
        code_binding: CodeBinding::of(&client.id, "", None),
        generation: 0,
        replays: 0,
        last_agent: None,
        created_at: now,
        rotated_at: None,
        idle_expires_at: now + app.config.tokens.code,
        absolute_expires_at: now + app.config.tokens.refresh_absolute,
        revoked_at: None,
    }
}
