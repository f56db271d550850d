//! Signed statements about the log. A checkpoint says how far it was sealed: who keeps one outside can tell later what was
//! changed or cut off before it. A tombstone says what retention has removed.
//!
//! Both are JWTs under the log's own key ([`notary`](super::notary)): whoever has its public half can verify them, however
//! old they are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::notary::{Notary, Opened, StatementError};
use crate::keys::audit_key::AuditKey;
use crate::model::audit_seal::Chain;
use crate::model::audit_statement::{Checkpoint, Tombstone};
use crate::store::{Db, StoreError, audit_seals, audit_statements};

/// The `typ` of a checkpoint.
pub const CHECKPOINT: &str = "audit-checkpoint+jwt";
/// The `typ` of a tombstone.
pub const TOMBSTONE: &str = "audit-tombstone+jwt";

/// How old a checkpoint may grow.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// What is said to have been removed, and who says so.
#[derive(Debug, Default)]
pub struct Tombstones {
    /// The latest that we have signed.
    pub ours: Option<Tombstone>,
    /// Later ones that we have not: whoever can write to the database may have put them there, to remove what he likes.
    pub unsigned: Vec<Tombstone>,
}

/// The tombstones, held against the key of the log; without one none is ours.
pub async fn tombstones(db: &Db, key: Option<&AuditKey>) -> Result<Tombstones, StoreError> {
    let mut found = Tombstones::default();
    for tombstone in audit_statements::tombstones(db.reader()).await? {
        if key.is_some_and(|key| is_ours(key, &tombstone)) {
            found.ours = Some(tombstone);
            break;
        }
        found.unsigned.push(tombstone);
    }
    Ok(found)
}

/// The token is what was signed; the other columns are what it is found by.
fn is_ours(key: &AuditKey, tombstone: &Tombstone) -> bool {
    let members = removed(tombstone);
    let says = |claims: &Map<String, Value>| {
        members.as_object().is_some_and(|own| own.iter().all(|(name, value)| claims.get(name) == Some(value)))
    };
    key.verify(&tombstone.token, TOMBSTONE).is_ok_and(|claims| says(&claims))
}

/// Signs a checkpoint where the latest is an hour old, or was signed by another key.
pub async fn keep_up(db: &Db, notary: Notary<'_>, now: DateTime<Utc>) -> Result<(), StatementError> {
    let key = notary.key(db, now).await?;
    let latest = audit_statements::latest_checkpoint(db.reader()).await?;
    let is_good =
        |latest: &Checkpoint| now - latest.made_at < EVERY && key.verify(&latest.token, CHECKPOINT).is_ok();
    if !latest.as_ref().is_some_and(is_good) {
        checkpoint(db, notary, now).await?;
    }
    Ok(())
}

/// The checkpoint of everything sealed so far: the latest one where it says that already under the key of today, else a new
/// one. `None` before anything was sealed.
pub async fn checkpoint(
    db: &Db,
    notary: Notary<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Checkpoint>, StatementError> {
    let head = audit_seals::head(db.reader()).await?;
    if head.sequence == 0 {
        return Ok(None);
    }
    let key = notary.key(db, now).await?;
    if let Some(latest) = audit_statements::latest_checkpoint(db.reader()).await?
        && latest.sequence == head.sequence
        && key.verify(&latest.token, CHECKPOINT).is_ok()
    {
        return Ok(Some(latest));
    }
    // `until` is when the latest of these events happened: no tombstone of an earlier time can speak of all of them.
    let mut claims = json!({
        "iat": now.timestamp(), "sequence": head.sequence, "chain": encoded(&head.chain), "until": head.looked_until,
    });
    if let Some(tombstone) = tombstones(db, Some(&key)).await?.ours {
        claims["tombstone"] = removed(&tombstone);
    }
    let token = notary.sign(&key, CHECKPOINT, claims)?;
    let made = Checkpoint { sequence: head.sequence, made_at: now, token };
    let kept = made.clone();
    db.write(async move |tx| audit_statements::keep_checkpoint(tx, &kept).await).await?;
    Ok(Some(made))
}

/// The tombstone of what is about to be removed.
pub(super) fn tombstone(
    notary: Notary<'_>,
    opened: &Opened,
    unsigned: &Tombstone,
) -> Result<Tombstone, StatementError> {
    let mut claims = removed(unsigned);
    claims["iat"] = unsigned.made_at.timestamp().into();
    claims["events"] = unsigned.events.into();
    let token = notary.sign(&opened.key, TOMBSTONE, claims)?;
    Ok(Tombstone { token, ..unsigned.clone() })
}

/// A digest as statements have it.
pub fn encoded(chain: &Chain) -> String {
    URL_SAFE_NO_PAD.encode(chain)
}

fn removed(tombstone: &Tombstone) -> Value {
    let Tombstone { before, sequence, chain, .. } = tombstone;
    json!({ "before": before, "sequence": sequence, "chain": encoded(chain) })
}
