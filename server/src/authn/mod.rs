//! How a person proves who they are.
//!
//! May import `store`, `ephemeral`, `audit`, `mail`, `model` and the seams. The vendors argon2 and bcrypt live in `password_hash`,
//! zxcvbn in `password_rules.rs`, totp-rs in `totp.rs`, webauthn-rs in `passkey.rs`. Whoever has shown one thing is a
//! [`FirstFactor`]; whether that is enough is decided in [`settle`] alone, and only then there is an [`Authenticated`], which
//! nothing outside this room can make. A sign-in that waits for its second factor is a [`half_sign_in`].
//!
//! **To add a second factor:** a file here with a unit struct that is a [`Factor`], a line in `FACTORS`, and a word in
//! `model::factor`. What is used up by it is a [`Use`].

mod alarm;
pub mod arrival;
pub mod attempt;
pub mod backup_code;
pub mod email_code;
pub mod freed_names;
pub mod fresh;
mod guessing;
pub mod half_sign_in;
pub mod kept_key;
pub mod known_device;
pub mod newcomer;
pub mod passkey;
pub mod passkey_ways;
pub mod password;
pub mod password_hash;
pub mod password_rules;
pub mod remembered;
pub mod risk;
pub mod settle;
pub mod totp;
pub mod totp_enrolment;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use self::risk::Risk;
use crate::app::Services;
use crate::model::authentication::Authentication;
use crate::model::factor::FactorKind;
use crate::model::session::SignedIn;
use crate::model::user::User;
use crate::secret::Secret;
use crate::store::{StoreError, Transaction, backup_codes, passkeys, totp as totp_rows};

/// A person who has shown one factor. Only this room makes one.
#[derive(Debug, Clone)]
pub struct FirstFactor {
    user: User,
    authentication: Authentication,
    /// Whether it was shown earlier, and a session stands on it: its time stays what it was.
    stands: bool,
    /// How unusual it is.
    risk: Risk,
}

impl FirstFactor {
    fn by(user: User, amr: &str, risk: Risk, now: DateTime<Utc>) -> Self {
        Self { user, authentication: Authentication::single(amr, now), stands: false, risk }
    }

    /// Whoever is signed in has shown what the session says, then.
    pub fn of_session(signed_in: &SignedIn) -> Self {
        Self::standing(&signed_in.user, &signed_in.session.authentication)
    }

    /// Whoever acts in a session, by its cookie or by a token that was issued in it, has shown what is known of it.
    pub fn standing(user: &User, authentication: &Authentication) -> Self {
        Self {
            user: user.clone(),
            authentication: authentication.clone(),
            stands: true,
            risk: Risk::default(),
        }
    }

    /// Who it is.
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// How and when.
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }
}

/// A person who has proved who they are, by all that is asked of them. Only this room makes one.
#[derive(Debug)]
pub struct Authenticated {
    user: User,
    authentication: Authentication,
    risk: Risk,
}

impl Authenticated {
    /// A second factor was shown beside the first.
    fn with_second(first: &FirstFactor, amr: &[&str], now: DateTime<Utc>) -> Self {
        let at = if first.stands { first.authentication.at } else { now };
        let authentication = first.authentication.with_second(amr, at);
        Self { user: first.user.clone(), authentication, risk: first.risk }
    }

    /// Who it is.
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// How unusual the sign-in is.
    pub const fn risk(&self) -> Risk {
        self.risk
    }

    /// How and when.
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }
}

/// What a person shows.
#[derive(Debug)]
pub enum Proof {
    /// A code that was typed.
    Code(Secret),
    /// A passkey.
    Passkey {
        /// What it was asked for: a half sign-in.
        owner: String,
        /// What we have to know of the question, sealed.
        state: String,
        /// What the browser answered, JSON.
        answer: String,
    },
    /// A code that was mailed.
    Mailed {
        /// For what: a half sign-in.
        owner: String,
        /// What was typed.
        code: Secret,
    },
}

/// What a right proof uses up: one conditional write, of which one of many wins.
#[derive(Debug, Clone)]
pub enum Use {
    /// This time step and every earlier one.
    TotpStep {
        /// Whose app.
        user: Uuid,
        /// Which step.
        step: i64,
    },
    /// The row of the code.
    BackupCode {
        /// Whose code.
        user: Uuid,
        /// Its keyed hash.
        digest: [u8; 32],
    },
    /// The record of the code that was mailed.
    EmailCode {
        /// The half sign-in.
        owner: String,
        /// The code, hashed.
        tag: [u8; 32],
    },
    /// The passkey's counter, as it was.
    Passkey {
        /// Which passkey.
        id: Vec<u8>,
        /// What its counter was.
        counter_before: i64,
        /// What its counter is now.
        counter: i64,
        /// What is known of it now.
        credential: Value,
    },
}

impl Use {
    /// `false` when it was used up before.
    async fn claim(&self, tx: &Transaction, now: DateTime<Utc>) -> Result<bool, StoreError> {
        match self {
            Self::TotpStep { user, step } => totp_rows::accept(tx, *user, *step, now).await,
            Self::EmailCode { owner, tag } => email_code::claim(tx, owner, *tag, now).await,
            Self::BackupCode { user, digest } => backup_codes::claim(tx, *user, *digest).await,
            Self::Passkey { id, counter_before, counter, credential } => {
                let counters = (*counter_before, *counter);
                passkeys::used(tx, id, counters, credential.clone(), now).await
            }
        }
    }
}

/// What a factor says of a proof, without using anything up.
#[derive(Debug)]
pub enum Judged {
    /// Right, if this can be used up.
    Right(Use),
    /// Wrong; why, for the audit log.
    Wrong(&'static str),
}

/// A second factor.
#[async_trait]
pub trait Factor: Sync {
    /// Which kind it is.
    fn kind(&self) -> FactorKind;

    /// `amr` (RFC 8176).
    fn amr(&self) -> &'static str;

    /// Whether the proof is right. What it would use up stays as it is.
    async fn judge(
        &self,
        app: &Services,
        user: &User,
        proof: &Proof,
        now: DateTime<Utc>,
    ) -> Result<Judged, StoreError>;
}

/// Every second factor.
static FACTORS: [&dyn Factor; 4] =
    [&totp::Totp, &backup_code::BackupCode, &passkey_ways::PasskeyFactor, &email_code::EmailCode];

/// The factor of this kind.
fn find(kind: FactorKind) -> Option<&'static dyn Factor> {
    FACTORS.into_iter().find(|factor| factor.kind() == kind)
}
