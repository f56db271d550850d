//! Letters on their way into the outbox, and out of it.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::letter::{Letter, Paper, Written};
use crate::app::Services;
use crate::config::Brand;
use crate::entropy::Entropy;
use crate::model::mail::Mail;
use crate::protocol::issuer::Issuer;
use crate::sealing::place::Place;
use crate::sealing::sealer::Sealer;
use crate::words::Words;

/// To whom a letter goes.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// The address.
    pub address: &'a str,
    /// Whose account it is about.
    pub user_id: Option<Uuid>,
    /// The language.
    pub words: Words,
}

/// Why a letter cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// A template failed.
    #[error("a letter could not be written")]
    Unwritten,
    /// The sealed letter does not open, or holds none.
    #[error("a letter does not open")]
    Sealed,
}

/// Where a letter lies.
fn place(id: &str) -> Place<'_> {
    Place { table: "mail", column: "sealed", row: id }
}

/// Composes a letter and seals it: what then is written within the transaction of the change, by `store::mails::insert`.
/// It is of no use after `life`, and sent no more.
pub fn put_in(
    app: &Services,
    letter: &dyn Letter,
    to: Addressee<'_>,
    life: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Mail, OutboxError> {
    let paper = Paper::of(&app.config.brand, &app.issuer);
    composed(&paper, (&app.sealer, &*app.entropy), letter, to, (life, now))
}

fn composed(
    paper: &Paper,
    (sealer, entropy): (&Sealer, &dyn Entropy),
    letter: &dyn Letter,
    to: Addressee<'_>,
    (life, now): (TimeDelta, DateTime<Utc>),
) -> Result<Mail, OutboxError> {
    let written = paper.write(letter, to.words).map_err(|_| OutboxError::Unwritten)?;
    let plain = serde_json::to_vec(&written).map_err(|_| OutboxError::Unwritten)?;
    let id = entropy.row_id(now);
    Ok(Mail {
        id,
        letter: letter.name().to_owned(),
        recipient: to.address.to_owned(),
        user_id: to.user_id,
        sealed: sealer.seal(entropy, &place(&id.to_string()), &plain),
        attempts: 0,
        next_try_at: now,
        expires_at: now + life,
        created_at: now,
    })
}

/// What a letter takes where there are no services: for a command, whose letters a running server sends.
#[derive(Clone)]
pub struct Stationery {
    paper: Paper,
    /// Who writes.
    pub issuer: Issuer,
    sealer: Arc<Sealer>,
    entropy: Arc<dyn Entropy>,
}

impl Stationery {
    /// Under this name, sealed as everything that rests.
    pub fn of(brand: &Brand, issuer: &Issuer, (sealer, entropy): (&Arc<Sealer>, &Arc<dyn Entropy>)) -> Self {
        Self {
            paper: Paper::of(brand, issuer),
            issuer: issuer.clone(),
            sealer: Arc::clone(sealer),
            entropy: Arc::clone(entropy),
        }
    }

    /// As [`put_in`].
    ///
    /// # Errors
    /// When the letter cannot be written.
    pub fn put_in(
        &self,
        letter: &dyn Letter,
        to: Addressee<'_>,
        life: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Mail, OutboxError> {
        composed(&self.paper, (&self.sealer, &*self.entropy), letter, to, (life, now))
    }
}

impl fmt::Debug for Stationery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stationery").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What a mail in the outbox says.
pub fn open(app: &Services, mail: &Mail) -> Result<Written, OutboxError> {
    let plain =
        app.sealer.open(&place(&mail.id.to_string()), &mail.sealed).map_err(|_| OutboxError::Sealed)?;
    serde_json::from_slice(&plain).map_err(|_| OutboxError::Sealed)
}

/// Where the sealed letter of a mail lies, for whoever carries it to another master key.
pub fn sealed_place(id: &str) -> Place<'_> {
    place(id)
}
