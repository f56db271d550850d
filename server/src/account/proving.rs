//! What is remembered of somebody until their address is proven. No account is made before: an address that nobody has proven
//! is nobody's account, and keeps nobody else from it.
//!
//! The record is found by its ticket, which says nothing: the browser's page has it, and the link. The link proves itself by
//! a second part whose digest is kept; the code by a tag under a key of the browser's own, which is nowhere at rest, so
//! that eight digits cannot be found out from a stolen database.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::Services;
use crate::clock::from_millis;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::model::audit_event::Recorded;
use crate::model::mail::Mail;
use crate::sealing::derive::derive;
use crate::secret::{Secret, digest, same};
use crate::store::{StoreError, Transaction, auth_events, mails};

/// How long a code counts.
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::minutes(30);
/// How often it may be typed wrong.
const CODE_TRIES: u8 = 5;
/// How often the password may be typed wrong at a link.
const PASSWORD_TRIES: u8 = 10;

/// What was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Proving {
    /// What happens once the address is proven.
    pub(super) purpose: Purpose,
    /// The address as it was typed.
    pub(super) address: String,
    /// SHA-256 of the link's second part.
    link: [u8; 32],
    /// SHA-256 of the browser's secret.
    browser: [u8; 32],
    /// The code under the browser's key.
    code: [u8; 32],
    code_until: i64,
    code_tries: u8,
    password_tries: u8,
    /// The parked request to go back to, in the browser that asked.
    pub(super) transaction: Option<String>,
}

/// What happens once an address is proven.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Purpose {
    /// An account is made.
    Register {
        /// Which id it gets: what happened before is the person's too, and goes with them.
        #[serde(default)]
        id: Option<Uuid>,
        /// The name on it.
        name: Option<String>,
        /// The language, as a tag.
        locale: String,
        /// Argon2id in PHC form.
        password_hash: String,
    },
    /// An account that is there may be used.
    Confirm {
        /// Which.
        user_id: Uuid,
        /// Whether whoever asked gave no password: who reads the mail is not who has the account, until they give it.
        #[serde(default)]
        asks_password: bool,
    },
    /// The address becomes that of an account which has another one.
    Change {
        /// Which.
        user_id: Uuid,
        /// SHA-256 of what the account was when it was asked.
        state: [u8; 32],
        /// The session in which it was asked: once that has ended, the password is asked for.
        session_id: Uuid,
    },
    /// Nothing: the address has an account. Its owner was told by mail, and nobody else learns of it.
    Nothing,
}

impl Purpose {
    /// The account that is there already.
    pub(super) const fn user_id(&self) -> Option<Uuid> {
        match self {
            Self::Confirm { user_id, .. } | Self::Change { user_id, .. } => Some(*user_id),
            Self::Register { .. } | Self::Nothing => None,
        }
    }
}

/// Somebody who comes with a proof.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearer<'a> {
    pub(super) ticket: &'a str,
    pub(super) browser: &'a Secret,
}

/// A record that is about to be kept, and the secrets that go with it.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) ticket: String,
    pub(super) record: Proving,
    /// Eight digits.
    pub(super) code: String,
    /// Ticket and second part: what stands in the link.
    pub(super) token: String,
}

impl Fresh {
    pub(super) fn new(
        app: &Services,
        purpose: Purpose,
        address: &str,
        (browser, transaction): (&Secret, Option<String>),
        now: DateTime<Utc>,
    ) -> Self {
        let ticket = URL_SAFE_NO_PAD.encode(app.entropy.bytes::<16>());
        let record = Proving {
            purpose,
            address: address.to_owned(),
            link: [0; 32],
            browser: browser.digest(),
            code: [0; 32],
            code_until: 0,
            code_tries: 0,
            password_tries: PASSWORD_TRIES,
            transaction,
        };
        Self::again(app, ticket, record, browser, now)
    }

    /// The record with another code and another link: those before count no longer.
    pub(super) fn again(
        app: &Services,
        ticket: String,
        record: Proving,
        browser: &Secret,
        now: DateTime<Utc>,
    ) -> Self {
        let secret = app.entropy.token();
        let code = format!("{:08}", u64::from_be_bytes(app.entropy.bytes()) % 100_000_000);
        let record = Proving {
            link: digest(secret.as_bytes()),
            code: tag(browser, &ticket, &code),
            code_until: (now + CODE_LIFE).timestamp_millis(),
            code_tries: CODE_TRIES,
            ..record
        };
        let token = format!("{ticket}.{secret}");
        Self { ticket, record, code, token }
    }
}

/// Keeps what waits for its proof, with the mail that goes out and the event that tells of it: one transaction. Its ticket. Where
/// no mail goes out as much is written, so that nobody learns of it from the time.
pub(super) async fn keep(
    app: &Services,
    fresh: Fresh,
    (mail, event): (Option<Mail>, Recorded),
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let (shelf, ticket, record) = (shelf(app), fresh.ticket.clone(), fresh.record);
    let decoy = app.entropy.token();
    let written: Result<(), StoreError> = app
        .db
        .write(async move |tx| {
            shelf.put(tx, &[&ticket], &record, now).await?;
            match &mail {
                Some(mail) => mails::insert(tx, mail).await?,
                None => shelf.put(tx, &[&decoy], &record, now).await?,
            }
            auth_events::insert(tx, &event).await
        })
        .await;
    written.map(|()| fresh.ticket)
}

/// The shelf.
pub(super) fn shelf(app: &Services) -> Shelf<Proving> {
    shelves::proving(app.config.accounts.verification)
}

impl Proving {
    /// Whether the browser is the one that asked.
    pub(super) fn is_of(&self, browser: &Secret) -> bool {
        same(&self.browser, &browser.digest())
    }

    /// Whether this is the second part of the link.
    pub(super) fn has_link(&self, secret: &str) -> bool {
        same(&self.link, &digest(secret.as_bytes()))
    }

    /// Whether a code may still be tried at `now`.
    pub(super) fn takes_codes(&self, now: DateTime<Utc>) -> bool {
        self.code_tries > 0 && now < from_millis(self.code_until)
    }

    /// The same record with one try less, whatever comes of it.
    pub(super) fn with_code_tried(&self) -> Self {
        Self { code_tries: self.code_tries.saturating_sub(1), ..self.clone() }
    }

    /// Whether a password may still be tried.
    pub(super) fn takes_passwords(&self) -> bool {
        self.password_tries > 0
    }

    pub(super) fn with_password_tried(&self) -> Self {
        Self { password_tries: self.password_tries.saturating_sub(1), ..self.clone() }
    }

    /// The record without the way back: what is parked is parked in the browser that asked.
    pub(super) fn elsewhere(self) -> Self {
        Self { transaction: None, ..self }
    }

    pub(super) fn has_code(&self, of: Bearer<'_>, code: &str) -> bool {
        same(&self.code, &tag(of.browser, of.ticket, code))
    }
}

/// The record of a ticket.
pub(super) async fn find(
    app: &Services,
    ticket: &str,
    now: DateTime<Utc>,
) -> Result<Option<Proving>, StoreError> {
    shelf(app).read(app.db.reader(), &[ticket], now).await
}

/// Counts a try by one conditional write: of many at once each has a count of its own, and none is free.
pub(super) async fn replace(
    tx: &Transaction,
    shelf: &Shelf<Proving>,
    ticket: &str,
    (before, after): (&Proving, &Proving),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    shelf.replace(tx, &[ticket], (before, after), now).await
}

/// Both parts of a link's token.
pub(super) fn parts_of(token: &str) -> Option<(&str, &str)> {
    token.split_once('.').filter(|(ticket, secret)| ticket.len() == 22 && secret.len() == 43)
}

/// Only the digits: people type codes in groups.
pub(super) fn digits_of(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).take(32).collect()
}

/// The browser's secret itself is the key, not the digest of it that rests in the store.
fn tag(browser: &Secret, ticket: &str, code: &str) -> [u8; 32] {
    let key = digest(format!("signet address code {}", browser.expose()).as_bytes());
    *derive(&key, "signet address code v1", &[ticket.as_bytes(), code.as_bytes()])
}
