//! Taking one key out of use.

use chrono::{DateTime, TimeDelta, Utc};

use super::carry_out::{Order, carry_out};
use super::keep_up::TRIES;
use super::{KeyAct, KeyChange, list};
use crate::admin::{AdminError, Office, by_operator};
use crate::keys::rotation::Step;
use crate::model::audit_event::Actor;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::signing_key::{KeyState, SigningKey};
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, signing_keys};

/// Retires a key. What it signed stays good until it ends by itself; with `now` it is dead at once, which
/// signs people out and is for a key that was stolen. An active key gets a successor in the same moment, unless
/// `keys.algorithms` has its algorithm no more.
pub async fn retire(office: &Office, id: &str, now: bool) -> Result<Vec<KeyChange>, AdminError> {
    for _ in 0..TRIES {
        let keys = list(office).await?;
        let key = keys.iter().find(|key| key.id == id);
        let key = key.ok_or_else(|| AdminError::NotFound { what: "key", id: id.to_owned() })?;
        let done = match key.state {
            KeyState::Active if office.keys.wanted().contains(&key.purpose) => {
                replace(office, &keys, key, now).await?
            }
            KeyState::Active if !now => {
                end(office, key, office.keys.schedule.after_retirement(key.purpose)).await?
            }
            KeyState::Active | KeyState::Next => end(office, key, TimeDelta::zero()).await?,
            KeyState::Retired if now => end(office, key, TimeDelta::zero()).await?,
            KeyState::Retired => {
                let end = key.expires_at.map(|end| end.to_rfc3339()).unwrap_or_default();
                return Err(AdminError::Refused(format!(
                    "the key {id} is retired already and verifies until {end}; --now ends that too"
                )));
            }
        };
        if let Some(done) = done {
            return Ok(done);
        }
    }
    Err(AdminError::Contended)
}

/// Somebody has to sign: the key that is published already, or a new one.
async fn replace(
    office: &Office,
    keys: &[SigningKey],
    key: &SigningKey,
    now: bool,
) -> Result<Option<Vec<KeyChange>>, AdminError> {
    let next = keys.iter().find(|other| other.purpose == key.purpose && other.state == KeyState::Next);
    let retire = Some(key.id.clone());
    let step = match next {
        Some(next) => Step::Promote { next: next.id.clone(), retire },
        None => Step::CreateActive { purpose: key.purpose, retire },
    };
    let moment = office.clock.now();
    let order = Order { keys, steps: &[step], kill: now, actor: Actor::Operator, now: moment };
    carry_out(office, order).await
}

/// A key that does not sign, or that nobody wants to sign any more, simply ends; it verifies for a while still.
async fn end(
    office: &Office,
    key: &SigningKey,
    verifies: TimeDelta,
) -> Result<Option<Vec<KeyChange>>, AdminError> {
    let moment = office.clock.now();
    let expires_at = moment.checked_add_signed(verifies).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let detail = serde_json::json!({"kid": key.id, "purpose": key.purpose.as_str(), "what": "retired"});
    let event = AuditEvent { detail: Some(detail), ..by_operator(EventKind::KeyRetired) };
    let (recorded, id) = (office.recorded(event, moment), key.id.clone());
    let written = office.db.write(async move |tx| {
        let done = signing_keys::retire(tx, &id, expires_at, moment).await?;
        if done {
            tx.announce(Change::of(Kind::Key, &id));
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(done)
    });
    let change = KeyChange { id: key.id.clone(), purpose: key.purpose, what: KeyAct::Retired };
    Ok(written.await?.then(|| vec![change]))
}
