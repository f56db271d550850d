//! Carrying everything sealed to a new master key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::admin::{AdminError, Office, by_operator, canary};
use crate::client_auth::sealed_place;
use crate::keys::{self, audit_key};
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::sealing::place::Place;
use crate::sealing::sealer::CANARY;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, clients, settings, signing_keys};

/// Records in one transaction.
const BATCH: usize = 100;

/// How many records now lie under the current master key that did not before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rewrapped {
    /// Keys.
    pub keys: usize,
    /// Secrets of clients.
    pub clients: usize,
}

/// Wraps every sealed record anew, those that lie under the previous master key. When it has returned, the
/// previous one is needed no more. It may be interrupted and run again.
pub async fn rewrap(office: &Office) -> Result<Rewrapped, AdminError> {
    let mut total = Rewrapped::default();
    loop {
        let keys = stale_keys(office).await?;
        let clients = stale_clients(office).await?;
        if keys.is_empty() && clients.is_empty() {
            break;
        }
        let event = by_operator(EventKind::KeyRewrapped);
        let detail = json!({"keys": keys.len(), "clients": clients.len()});
        let event = AuditEvent { detail: Some(detail), ..event };
        let recorded = office.recorded(event, office.clock.now());
        let written = office.db.write(async move |tx| {
            let mut done = Rewrapped { keys: keys.len(), clients: 0 };
            for (id, resealed) in keys {
                signing_keys::reseal(tx, &id, resealed).await?;
                tx.announce(Change::of(Kind::Key, &id));
            }
            for Stale { id, sealed, resealed } in clients {
                // A secret that was rotated meanwhile lies under the current key by itself.
                if clients::reseal(tx, &id, &sealed, resealed).await? {
                    done.clients += 1;
                    tx.announce(Change::of(Kind::Client, &id));
                }
            }
            auth_events::insert(tx, &recorded).await?;
            Ok::<_, StoreError>(done)
        });
        let done = written.await?;
        total = Rewrapped { keys: total.keys + done.keys, clients: total.clients + done.clients };
    }
    total.keys += usize::from(rewrap_audit_key(office).await?);
    rewrap_canary(office).await?;
    Ok(total)
}

struct Stale {
    id: String,
    sealed: Vec<u8>,
    resealed: Vec<u8>,
}

async fn stale_keys(office: &Office) -> Result<Vec<(String, Vec<u8>)>, AdminError> {
    let mut stale = Vec::new();
    for key in signing_keys::list(office.db.reader()).await? {
        let place = keys::sealed_place(&key.id);
        let record = || format!("the key {}", key.id);
        if let Some(resealed) = reseal(office, &place, &key.sealed_private, record)? {
            stale.push((key.id, resealed));
        }
    }
    stale.truncate(BATCH);
    Ok(stale)
}

async fn stale_clients(office: &Office) -> Result<Vec<Stale>, AdminError> {
    let mut stale = Vec::new();
    for client in clients::list(office.db.reader()).await? {
        let Some(sealed) = client.sealed_secret else {
            continue;
        };
        let record = || format!("the secret of the client {}", client.id);
        if let Some(resealed) = reseal(office, &sealed_place(&client.id), &sealed, record)? {
            stale.push(Stale { id: client.id, sealed, resealed });
        }
        if stale.len() == BATCH {
            break;
        }
    }
    Ok(stale)
}

/// The key that signs statements about the audit log; `false` where it lies under the current key already.
async fn rewrap_audit_key(office: &Office) -> Result<bool, AdminError> {
    let Some(kept) = settings::find(office.db.reader(), settings::AUDIT_KEY).await? else { return Ok(false) };
    let record = || "the key of the audit log".to_owned();
    let blob = STANDARD.decode(&kept).map_err(|_| AdminError::Sealed(record()))?;
    let Some(resealed) = reseal(office, &audit_key::PLACE, &blob, record)? else { return Ok(false) };
    let event =
        AuditEvent { detail: Some(json!({"keys": 1, "clients": 0})), ..by_operator(EventKind::KeyRewrapped) };
    let (recorded, text) = (office.recorded(event, office.clock.now()), STANDARD.encode(resealed));
    let written = office.db.write(async move |tx| {
        // One that was made meanwhile lies under the current key by itself.
        let done = settings::replace(tx, settings::AUDIT_KEY, &kept, &text).await?;
        if done {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(done)
    });
    Ok(written.await?)
}

/// Last of all: while it lies under the previous key, a start that lacks that one is refused.
async fn rewrap_canary(office: &Office) -> Result<(), AdminError> {
    let Some(kept) = settings::find(office.db.reader(), settings::CANARY).await? else {
        return canary::ensure(office).await;
    };
    let blob = canary::decode(&kept)?;
    if let Some(resealed) = reseal(office, &CANARY, &blob, || "the canary".to_owned())? {
        let text = STANDARD.encode(resealed);
        office.db.write(async move |tx| settings::put(tx, settings::CANARY, &text).await).await?;
    }
    Ok(())
}

fn reseal(
    office: &Office,
    place: &Place<'_>,
    blob: &[u8],
    record: impl FnOnce() -> String,
) -> Result<Option<Vec<u8>>, AdminError> {
    office.sealer.rewrap(&*office.entropy, place, blob).map_err(|_| AdminError::Sealed(record()))
}
