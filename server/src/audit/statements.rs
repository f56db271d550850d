//! Signed statements about the log. A checkpoint says how far it was sealed: who keeps one outside can tell later what was
//! changed or cut off before it. A tombstone says what retention has removed.
//!
//! Both are JWTs under a key of the issuer, so that anybody who has its key set can verify them. Keys go in time; the latest
//! checkpoint is signed anew when its key does, and speaks for everything before it, tombstones included.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::keys::KeyError;
use crate::keys::holder::Keys;
use crate::keys::keyring::{Keyring, is_slow};
use crate::model::audit_seal::Chain;
use crate::model::audit_statement::{Checkpoint, Tombstone};
use crate::model::signing_key::KeyPurpose;
use crate::protocol::issuer::Issuer;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::store::{Db, StoreError, audit_seals, audit_statements};

/// The `typ` of a checkpoint.
pub const CHECKPOINT: &str = "audit-checkpoint+jwt";
/// The `typ` of a tombstone.
pub const TOMBSTONE: &str = "audit-tombstone+jwt";

/// How old a checkpoint may grow.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// The store is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing could sign it.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Who signs statements.
#[derive(Debug, Clone, Copy)]
pub struct Notary<'a> {
    /// With what.
    pub keys: &'a Keys,
    /// For whom.
    pub issuer: &'a Issuer,
}

impl Notary<'_> {
    pub(super) async fn sign(self, typ: &str, claims: Value) -> Result<String, KeyError> {
        let mut all = Map::new();
        all.insert("iss".into(), self.issuer.as_str().into());
        if let Value::Object(claims) = claims {
            all.extend(claims);
        }
        self.keys.sign(self.algorithm()?, typ, &all).await
    }

    /// A quick one where there is one.
    fn algorithm(self) -> Result<SigningAlgorithm, KeyError> {
        let algorithms = self.keys.current().algorithms();
        let quick = algorithms.iter().find(|algorithm| !is_slow(**algorithm));
        let any = quick.or(algorithms.first()).copied();
        any.ok_or(KeyError::NoActiveKey(KeyPurpose::Signing(SigningAlgorithm::ES256)))
    }
}

/// The latest tombstone, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Signed by a key of today, or spoken of in the latest checkpoint, which is.
    Ours(Tombstone),
    /// Whoever can write to the database may have put it there, to remove what he likes.
    Unsigned(Tombstone),
}

/// The latest tombstone, held against the keys of today.
pub async fn latest_tombstone(db: &Db, ring: &Keyring) -> Result<Option<Found>, StoreError> {
    let Some(tombstone) = audit_statements::latest_tombstone(db.reader()).await? else { return Ok(None) };
    let says = |claims: &Map<String, Value>| {
        let members = removed(&tombstone);
        members.as_object().is_some_and(|own| own.iter().all(|(name, value)| claims.get(name) == Some(value)))
    };
    let by_itself = ring.verify(&tombstone.token, &[TOMBSTONE]).is_ok_and(|claims| says(&claims));
    let latest = audit_statements::latest_checkpoint(db.reader()).await?;
    let by_checkpoint = latest.and_then(|latest| ring.verify(&latest.token, &[CHECKPOINT]).ok());
    let spoken_of = by_checkpoint
        .is_some_and(|claims| claims.get("tombstone").and_then(Value::as_object).is_some_and(says));
    Ok(Some(if by_itself || spoken_of { Found::Ours(tombstone) } else { Found::Unsigned(tombstone) }))
}

/// Signs a checkpoint where the latest is an hour old, or was signed by a key that is gone.
pub async fn keep_up(db: &Db, notary: Notary<'_>, now: DateTime<Utc>) -> Result<(), StatementError> {
    let latest = audit_statements::latest_checkpoint(db.reader()).await?;
    let is_good = |latest: &Checkpoint| {
        now - latest.made_at < EVERY && notary.keys.current().verify(&latest.token, &[CHECKPOINT]).is_ok()
    };
    if !latest.as_ref().is_some_and(is_good) {
        checkpoint(db, notary, now).await?;
    }
    Ok(())
}

/// The checkpoint of everything sealed so far: the latest one where it says that already under a key that still counts,
/// else a new one. `None` before anything was sealed.
pub async fn checkpoint(
    db: &Db,
    notary: Notary<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Checkpoint>, StatementError> {
    let head = audit_seals::head(db.reader()).await?;
    if head.sequence == 0 {
        return Ok(None);
    }
    if let Some(latest) = audit_statements::latest_checkpoint(db.reader()).await?
        && latest.sequence == head.sequence
        && notary.keys.current().verify(&latest.token, &[CHECKPOINT]).is_ok()
    {
        return Ok(Some(latest));
    }
    let mut claims = json!({
        "iat": now.timestamp(), "sequence": head.sequence, "chain": encoded(&head.chain),
    });
    // One that somebody else has put there is not made ours.
    if let Some(Found::Ours(tombstone)) = latest_tombstone(db, &notary.keys.current()).await? {
        claims["tombstone"] = removed(&tombstone);
    }
    let token = notary.sign(CHECKPOINT, claims).await?;
    let made = Checkpoint { sequence: head.sequence, made_at: now, token };
    let kept = made.clone();
    db.write(async move |tx| audit_statements::keep_checkpoint(tx, &kept).await).await?;
    Ok(Some(made))
}

/// The tombstone of what is about to be removed.
pub(super) async fn tombstone(notary: Notary<'_>, unsigned: Tombstone) -> Result<Tombstone, StatementError> {
    let mut claims = removed(&unsigned);
    claims["iat"] = unsigned.made_at.timestamp().into();
    claims["events"] = unsigned.events.into();
    let token = notary.sign(TOMBSTONE, claims).await?;
    Ok(Tombstone { token, ..unsigned })
}

/// A digest as statements have it.
pub fn encoded(chain: &Chain) -> String {
    URL_SAFE_NO_PAD.encode(chain)
}

fn removed(tombstone: &Tombstone) -> Value {
    let Tombstone { before, sequence, chain, .. } = tombstone;
    json!({ "before": before, "sequence": sequence, "chain": encoded(chain) })
}
