//! Carrying everything sealed to a new master key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use uuid::Uuid;

use crate::admin::{AdminError, Office, by_operator, canary};
use crate::authn;
use crate::authn::kept_key::KeptKey;
use crate::client_auth::sealed_place;
use crate::keys::{self, audit_key};
use crate::mail::outbox;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::sealing::place::Place;
use crate::sealing::sealer::CANARY;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, clients, mails, settings, signing_keys, totp};

/// Records in one transaction.
const BATCH: usize = 100;

/// How many records now lie under the current master key that did not before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rewrapped {
    /// Keys.
    pub keys: usize,
    /// Secrets of clients.
    pub clients: usize,
    /// Secrets of people's authenticator apps.
    pub factors: usize,
}

/// Wraps every sealed record anew, those that lie under the previous master key. When it has returned, the
/// previous one is needed no more. It may be interrupted and run again.
pub async fn rewrap(office: &Office) -> Result<Rewrapped, AdminError> {
    let mut total = Rewrapped::default();
    loop {
        let keys = stale_keys(office).await?;
        let clients = stale_clients(office).await?;
        let apps = stale_apps(office).await?;
        if keys.is_empty() && clients.is_empty() && apps.is_empty() {
            break;
        }
        let event = by_operator(EventKind::KeyRewrapped);
        let detail = json!({"keys": keys.len(), "clients": clients.len(), "factors": apps.len()});
        let event = AuditEvent { detail: Some(detail), ..event };
        let recorded = office.recorded(event, office.clock.now());
        let written = office.db.write(async move |tx| {
            let mut done = Rewrapped { keys: keys.len(), ..Rewrapped::default() };
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
            for App { user, sealed, resealed } in apps {
                // An app that was set up meanwhile lies under the current key by itself.
                done.factors += usize::from(totp::reseal(tx, user, &sealed, resealed).await?);
            }
            auth_events::insert(tx, &recorded).await?;
            Ok::<_, StoreError>(done)
        });
        let done = written.await?;
        total.keys += done.keys;
        total.clients += done.clients;
        total.factors += done.factors;
    }
    rewrap_mails(office).await?;
    let audit =
        Setting { name: settings::AUDIT_KEY, place: audit_key::PLACE, what: "the key of the audit log" };
    total.keys += usize::from(rewrap_setting(office, audit).await?);
    for KeptKey { name, place, what } in KeptKey::ALL {
        total.keys += usize::from(rewrap_setting(office, Setting { name, place, what }).await?);
    }
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

/// Letters that wait. They are sent soon, so that nobody counts them.
async fn rewrap_mails(office: &Office) -> Result<(), AdminError> {
    let mut after = None;
    loop {
        let page = mails::list(office.db.reader(), after, BATCH as u64).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let mut stale = Vec::new();
        for mail in page {
            let id = mail.id.to_string();
            let record = || format!("the mail {id}");
            if let Some(resealed) = reseal(office, &outbox::sealed_place(&id), &mail.sealed, record)? {
                stale.push((mail, resealed));
            }
        }
        let written = office.db.write(async move |tx| {
            for (mail, resealed) in stale {
                mails::reseal(tx, mail.id, &mail.sealed, resealed).await?;
            }
            Ok::<_, StoreError>(())
        });
        written.await?;
    }
}

struct App {
    user: Uuid,
    sealed: Vec<u8>,
    resealed: Vec<u8>,
}

async fn stale_apps(office: &Office) -> Result<Vec<App>, AdminError> {
    let mut stale = Vec::new();
    for (user, sealed) in totp::sealed(office.db.reader()).await? {
        let record = || format!("the authenticator app of {user}");
        let resealed = authn::totp::with_place(user, |place| reseal(office, place, &sealed, record))?;
        if let Some(resealed) = resealed {
            stale.push(App { user, sealed, resealed });
        }
        if stale.len() == BATCH {
            break;
        }
    }
    Ok(stale)
}

/// A key that lies sealed among the settings.
struct Setting {
    name: &'static str,
    place: Place<'static>,
    what: &'static str,
}

/// `false` where it lies under the current key already.
async fn rewrap_setting(office: &Office, setting: Setting) -> Result<bool, AdminError> {
    let Setting { name, place, what } = setting;
    let Some(kept) = settings::find(office.db.reader(), name).await? else { return Ok(false) };
    let record = || what.to_owned();
    let blob = STANDARD.decode(&kept).map_err(|_| AdminError::Sealed(record()))?;
    let Some(resealed) = reseal(office, &place, &blob, record)? else { return Ok(false) };
    let event =
        AuditEvent { detail: Some(json!({"keys": 1, "clients": 0})), ..by_operator(EventKind::KeyRewrapped) };
    let (recorded, text) = (office.recorded(event, office.clock.now()), STANDARD.encode(resealed));
    let written = office.db.write(async move |tx| {
        // One that was made meanwhile lies under the current key by itself.
        let done = settings::replace(tx, name, &kept, &text).await?;
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
