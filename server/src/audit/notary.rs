//! Who signs statements about the audit log: a key of its own, sealed in the store under the master key.
//!
//! It is made once and lasts, so that a tombstone can be believed years later. `key rewrap` carries it to another master key;
//! whatever ends all keys ([`renew`]) puts a fresh one in its place and signs the latest tombstone anew. Who can write to the
//! store and has no master key can take it away, which shows, and cannot put another in its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::prepare;
use super::statements::{self, TOMBSTONE};
use crate::app::Services;
use crate::entropy::Entropy;
use crate::keys::KeyError;
use crate::keys::audit_key::{AuditKey, PLACE};
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Recorded};
use crate::model::audit_statement::Tombstone;
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::{ConnectionTrait, Db, StoreError, Transaction, audit_statements, auth_events, settings};

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
#[derive(Clone, Copy)]
pub struct Notary<'a> {
    /// Opens the key.
    pub sealer: &'a Sealer,
    /// For seals, and for the ids of events.
    pub entropy: &'a dyn Entropy,
    /// For whom.
    pub issuer: &'a Issuer,
}

/// The key, and the row that it was opened from.
pub(super) struct Opened {
    pub(super) key: AuditKey,
    pub(super) row: String,
}

impl<'a> Notary<'a> {
    /// That of a running server.
    pub fn of(app: &'a Services) -> Self {
        Self { sealer: &app.sealer, entropy: &*app.entropy, issuer: &app.issuer }
    }

    /// The key, made if there is none.
    pub async fn key(self, db: &Db, now: DateTime<Utc>) -> Result<AuditKey, StatementError> {
        Ok(self.opened(db, now).await?.key)
    }

    pub(super) async fn opened(self, db: &Db, now: DateTime<Utc>) -> Result<Opened, StatementError> {
        if let Some(opened) = open(db.reader(), self.sealer).await? {
            return Ok(opened);
        }
        let fresh = Fresh::make(self.sealer, self.entropy, &Actor::System, now)?;
        let written = db.write(async move |tx| {
            // Another instance may be first: then its key counts.
            if settings::put_new(tx, settings::AUDIT_KEY, &fresh.row).await? {
                auth_events::insert(tx, &fresh.event).await?;
            }
            Ok::<_, StoreError>(())
        });
        written.await?;
        let made = open(db.reader(), self.sealer).await?;
        made.ok_or_else(|| {
            StoreError::corrupt("setting", &settings::AUDIT_KEY, "the key is gone again").into()
        })
    }

    pub(super) fn sign(self, key: &AuditKey, typ: &str, claims: Value) -> Result<String, KeyError> {
        let mut all = Map::new();
        all.insert("iss".into(), self.issuer.as_str().into());
        if let Value::Object(claims) = claims {
            all.extend(claims);
        }
        key.sign(typ, &all)
    }
}

/// The key of the store; `None` where nothing was ever signed.
///
/// # Errors
/// [`KeyError::Sealed`] where it does not open under the master key.
pub async fn find(db: &impl ConnectionTrait, sealer: &Sealer) -> Result<Option<AuditKey>, StatementError> {
    Ok(open(db, sealer).await?.map(|opened| opened.key))
}

async fn open(db: &impl ConnectionTrait, sealer: &Sealer) -> Result<Option<Opened>, StatementError> {
    let Some(row) = settings::find(db, settings::AUDIT_KEY).await? else { return Ok(None) };
    let sealed = || KeyError::Sealed("of the audit log".to_owned());
    let blob = STANDARD.decode(&row).map_err(|_| sealed())?;
    let private = sealer.open(&PLACE, &blob).map_err(|_| sealed())?;
    Ok(Some(Opened { key: AuditKey::of(&private)?, row }))
}

/// A key that nobody has used yet.
struct Fresh {
    key: AuditKey,
    row: String,
    event: Recorded,
}

impl Fresh {
    fn make(
        sealer: &Sealer,
        entropy: &dyn Entropy,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Self, KeyError> {
        let private = AuditKey::generate()?;
        let key = AuditKey::of(&private)?;
        let row = STANDARD.encode(sealer.seal(entropy, &PLACE, &private));
        let detail = json!({"kid": key.kid(), "purpose": "audit", "what": "activated"});
        let event = AuditEvent::of(EventKind::KeyCreated, &Origin::default());
        let event = AuditEvent { actor: actor.clone(), detail: Some(detail), ..event };
        Ok(Self { key, row, event: prepare(event, entropy, now) })
    }
}

/// A key that takes the place of the one before, which may be in wrong hands.
pub struct Renewal {
    fresh: Fresh,
    tombstone: Option<Tombstone>,
}

/// Prepares a fresh key. The latest tombstone that the one before vouches for is signed anew: nothing would vouch for it else.
/// `None` where nothing was ever signed.
pub async fn renew(
    db: &Db,
    sealer: &Sealer,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
) -> Result<Option<Renewal>, StatementError> {
    let before = match find(db.reader(), sealer).await {
        Ok(None) => return Ok(None),
        Ok(Some(key)) => Some(key),
        // What does not open vouches for nothing, and must not keep anybody from ending it.
        Err(StatementError::Key(_)) => None,
        Err(error) => return Err(error),
    };
    let fresh = Fresh::make(sealer, entropy, &Actor::Operator, now)?;
    let ours = statements::tombstones(db, before.as_ref()).await?.ours;
    let resigned = ours.zip(before).map(|(tombstone, before)| {
        let claims = before.verify(&tombstone.token, TOMBSTONE)?;
        Ok::<_, KeyError>(Tombstone { token: fresh.key.sign(TOMBSTONE, &claims)?, ..tombstone })
    });
    Ok(Some(Renewal { tombstone: resigned.transpose()?, fresh }))
}

impl Renewal {
    /// Does it, as part of a larger work. `false`, and nothing is to be kept, where retention left another tombstone
    /// meanwhile.
    pub async fn write(&self, tx: &Transaction) -> Result<bool, StoreError> {
        settings::put(tx, settings::AUDIT_KEY, &self.fresh.row).await?;
        auth_events::insert(tx, &self.fresh.event).await?;
        let Some(tombstone) = &self.tombstone else { return Ok(true) };
        audit_statements::resign_tombstone(tx, tombstone).await
    }
}
