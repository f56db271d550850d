//! Carries the steps of one plan out, all in one transaction. New keys are made before it: an RSA key may
//! take seconds.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{KeyAct, KeyChange};
use crate::admin::{AdminError, Office};
use crate::keys::KeyError;
use crate::keys::generate::generate;
use crate::keys::rotation::Step;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Recorded};
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, Transaction, auth_events, signing_keys};

/// Steps, and what they mean.
pub(super) struct Order<'o> {
    /// The keys that the plan was made from.
    pub(super) keys: &'o [SigningKey],
    /// What is to be done.
    pub(super) steps: &'o [Step],
    /// Whether keys that retire are dead at once.
    pub(super) kill: bool,
    /// Who wants it.
    pub(super) actor: Actor,
    /// The moment of the plan.
    pub(super) now: DateTime<Utc>,
}

/// Does it; `None` when another instance was first, and nothing was done.
pub(super) async fn carry_out(
    office: &Office,
    order: Order<'_>,
) -> Result<Option<Vec<KeyChange>>, AdminError> {
    let moves = prepare(office, &order).await?;
    let (now, actor) = (order.now, order.actor);
    let changes: Vec<KeyChange> = moves.iter().map(Move::change).collect();
    let moves: Vec<(Recorded, Move)> =
        moves.into_iter().map(|step| (office.recorded(step.event(&actor), now), step)).collect();
    match office.db.write(async move |tx| write(tx, &moves, now).await).await {
        Ok(()) => Ok(Some(changes)),
        Err(Raced::Lost | Raced::Store(StoreError::Conflict(_))) => Ok(None),
        Err(Raced::Store(error)) => Err(error.into()),
    }
}

/// Each with its event.
pub(super) async fn write(
    tx: &Transaction,
    moves: &[(Recorded, Move)],
    now: DateTime<Utc>,
) -> Result<(), Raced> {
    for (recorded, step) in moves {
        step.write(tx, now).await?;
        tx.announce(Change::of(Kind::Key, &step.change().id));
        auth_events::insert(tx, recorded).await?;
    }
    Ok(())
}

/// A row that is not as the plan saw it.
pub(in crate::admin) enum Raced {
    Lost,
    Store(StoreError),
}

impl From<StoreError> for Raced {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One statement. An old key goes before a new one comes: there is one active key at every moment.
pub(super) enum Move {
    Retire { id: String, purpose: KeyPurpose, expires_at: DateTime<Utc> },
    Activate { id: String, purpose: KeyPurpose },
    Insert(Box<SigningKey>),
    Drop { id: String, purpose: KeyPurpose },
}

impl Move {
    async fn write(&self, tx: &Transaction, now: DateTime<Utc>) -> Result<(), Raced> {
        let done = match self {
            Self::Retire { id, expires_at, .. } => signing_keys::retire(tx, id, *expires_at, now).await?,
            Self::Activate { id, .. } => signing_keys::activate(tx, id, now).await?,
            Self::Insert(key) => signing_keys::insert(tx, key).await.map(|()| true)?,
            Self::Drop { id, .. } => signing_keys::delete(tx, id).await?,
        };
        if done { Ok(()) } else { Err(Raced::Lost) }
    }

    pub(super) fn change(&self) -> KeyChange {
        let (id, purpose, what) = match self {
            Self::Retire { id, purpose, .. } => (id, *purpose, KeyAct::Retired),
            Self::Activate { id, purpose } => (id, *purpose, KeyAct::Activated),
            Self::Drop { id, purpose } => (id, *purpose, KeyAct::Dropped),
            Self::Insert(key) if key.state == KeyState::Active => (&key.id, key.purpose, KeyAct::Activated),
            Self::Insert(key) => (&key.id, key.purpose, KeyAct::Published),
        };
        KeyChange { id: id.clone(), purpose, what }
    }

    pub(super) fn event(&self, actor: &Actor) -> AuditEvent {
        let KeyChange { id, purpose, what } = self.change();
        let kind = match self {
            Self::Insert(_) => EventKind::KeyCreated,
            Self::Activate { .. } => EventKind::KeyRotated,
            Self::Retire { .. } | Self::Drop { .. } => EventKind::KeyRetired,
        };
        let detail = json!({"kid": id, "purpose": purpose.as_str(), "what": what.as_str()});
        AuditEvent { actor: actor.clone(), detail: Some(detail), ..AuditEvent::of(kind, &Origin::default()) }
    }
}

async fn prepare(office: &Office, order: &Order<'_>) -> Result<Vec<Move>, AdminError> {
    let purpose_of = |id: &str| order.keys.iter().find(|key| key.id == id).map(|key| key.purpose);
    let retire = |id: &Option<String>| {
        let id = id.as_ref()?;
        let purpose = purpose_of(id)?;
        let verifies = office.keys.schedule.after_retirement(purpose);
        let verifies = if order.kill { TimeDelta::zero() } else { verifies };
        let expires_at = order.now.checked_add_signed(verifies).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Some(Move::Retire { id: id.clone(), purpose, expires_at })
    };
    let needed = order.steps.iter().filter_map(|step| match step {
        Step::CreateActive { purpose, .. } => Some((*purpose, KeyState::Active)),
        Step::CreateNext(purpose) => Some((*purpose, KeyState::Next)),
        Step::Promote { .. } | Step::Drop(_) => None,
    });
    let mut fresh = make(office, needed, order.now).await?.into_iter();
    let mut moves = Vec::new();
    for step in order.steps {
        match step {
            Step::CreateActive { retire: old, .. } => {
                moves.extend(retire(old));
                moves.extend(fresh.next().map(|key| Move::Insert(Box::new(key))));
            }
            Step::CreateNext(_) => moves.extend(fresh.next().map(|key| Move::Insert(Box::new(key)))),
            Step::Promote { next, retire: old } => {
                moves.extend(retire(old));
                let activate = |purpose| Move::Activate { id: next.clone(), purpose };
                moves.extend(purpose_of(next).map(activate));
            }
            Step::Drop(id) => {
                moves.extend(purpose_of(id).map(|purpose| Move::Drop { id: id.clone(), purpose }));
            }
        }
    }
    Ok(moves)
}

/// New keys in this order, made side by side off the async threads.
pub(super) async fn make(
    office: &Office,
    needed: impl Iterator<Item = (KeyPurpose, KeyState)>,
    now: DateTime<Utc>,
) -> Result<Vec<SigningKey>, AdminError> {
    let making: Vec<_> = needed
        .map(|(purpose, state)| {
            let (entropy, bits) = (Arc::clone(&office.entropy), office.keys.rsa_bits);
            (state, tokio::task::spawn_blocking(move || generate(purpose, bits, &*entropy)))
        })
        .collect();
    let mut made = Vec::new();
    for (state, key) in making {
        let key = key.await.map_err(|error| KeyError::Library(error.to_string()))??;
        made.push(key.into_row(&office.sealer, &*office.entropy, state, now));
    }
    Ok(made)
}
