//! New keys for all that there are, which are dead at once.

use chrono::{DateTime, Utc};

use super::carry_out::{Move, Raced, make, write};
use super::list;
use crate::admin::{AdminError, Office};
use crate::model::audit_event::{Actor, Recorded};
use crate::model::signing_key::KeyState;
use crate::store::Transaction;

/// What is to be written.
pub(in crate::admin) struct Replacement {
    moves: Vec<(Recorded, Move)>,
    now: DateTime<Utc>,
}

/// Prepares to end every key that still counts, known to others or not yet, and to let a fresh one of each purpose sign.
pub(in crate::admin) async fn replace_all(
    office: &Office,
    now: DateTime<Utc>,
) -> Result<Replacement, AdminError> {
    let keys = list(office).await?;
    // What signs now has a successor, even where whoever runs this knows another configuration than the instances.
    let mut wanted = office.keys.wanted();
    let active = keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.purpose);
    wanted.extend(active.filter(|purpose| !office.keys.wanted().contains(purpose)));
    let ending = keys.into_iter().filter(|key| key.verifies_at(now));
    // The old go first: there is one active key of a purpose at every moment.
    let ending = ending.map(|key| Move::Retire { id: key.id, purpose: key.purpose, expires_at: now });
    let wanted = wanted.into_iter().map(|purpose| (purpose, KeyState::Active));
    let fresh = make(office, wanted, now).await?;
    let moves = ending.chain(fresh.into_iter().map(|key| Move::Insert(Box::new(key))));
    let moves = moves.map(|step| (office.recorded(step.event(&Actor::Operator), now), step));
    Ok(Replacement { moves: moves.collect(), now })
}

impl Replacement {
    /// How many keys end.
    pub(in crate::admin) fn ending(&self) -> usize {
        self.moves.iter().filter(|(_, step)| matches!(step, Move::Retire { .. })).count()
    }

    /// Does it, as part of a larger work.
    pub(in crate::admin) async fn write(&self, tx: &Transaction) -> Result<(), Raced> {
        write(tx, &self.moves, self.now).await
    }
}
