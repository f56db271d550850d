//! Rotation by command, ahead of its time.

use chrono::{DateTime, Utc};

use super::carry_out::{Order, carry_out};
use super::keep_up::TRIES;
use super::{KeyChange, list};
use crate::admin::{AdminError, Office};
use crate::keys::rotation::{RotateNow, plan_now};
use crate::model::audit_event::Actor;
use crate::model::signing_key::KeyPurpose;

/// What a rotation did, and what it has to wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotated {
    /// What was done.
    pub done: Vec<KeyChange>,
    /// Keys that are published, and may sign from this moment on: ask again then.
    pub waiting: Vec<(KeyPurpose, DateTime<Utc>)>,
}

/// Rotates every key that is wanted. Without `forced` a new key is published first, and signs when everybody has
/// had the time to see it; `forced` lets verifiers fail that still have the old key set.
pub async fn rotate_now(office: &Office, forced: bool) -> Result<Rotated, AdminError> {
    for _ in 0..TRIES {
        let now = office.clock.now();
        let keys = list(office).await?;
        let RotateNow { steps, waiting } =
            plan_now(&keys, &office.keys.schedule, &office.keys.wanted(), now, forced);
        let order = Order { keys: &keys, steps: &steps, kill: false, actor: Actor::Operator, now };
        if let Some(done) = carry_out(office, order).await? {
            return Ok(Rotated { done, waiting });
        }
    }
    Err(AdminError::Contended)
}
