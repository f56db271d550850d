//! What is due by the calendar: keys are made, published, promoted, retired and dropped.

use super::carry_out::{Order, carry_out};
use super::{KeyChange, list};
use crate::admin::{AdminError, Office};
use crate::keys::rotation::plan;
use crate::model::audit_event::Actor;

/// How often an instance looks again when another was first.
pub(super) const TRIES: usize = 8;

/// Does what is due, and answers what that was; nothing, most of the time. To be called at start, before the
/// keyring is opened, and by a timer.
pub async fn keep_up(office: &Office) -> Result<Vec<KeyChange>, AdminError> {
    for _ in 0..TRIES {
        let now = office.clock.now();
        let keys = list(office).await?;
        let steps = plan(&keys, &office.keys.schedule, &office.keys.wanted(), now);
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let order = Order { keys: &keys, steps: &steps, kill: false, actor: Actor::System, now };
        if let Some(done) = carry_out(office, order).await? {
            return Ok(done);
        }
    }
    Err(AdminError::Contended)
}
