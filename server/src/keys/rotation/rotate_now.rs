//! Rotation by command, ahead of its time.

use chrono::{DateTime, Utc};

use super::{Schedule, Step, after, first, present, promote, ready};
use crate::model::signing_key::{KeyPurpose, SigningKey};

/// What the command `key rotate` does at once, and what it has to wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RotateNow {
    /// To be carried out.
    pub steps: Vec<Step>,
    /// Keys that are published, and may sign from this moment on.
    pub waiting: Vec<(KeyPurpose, DateTime<Utc>)>,
}

/// Rotates ahead of time: makes the next key where there is none, promotes it where it has been
/// published long enough. `forced` does not wait, and lets verifiers with an old key set fail.
pub fn plan_now(
    keys: &[SigningKey],
    schedule: &Schedule,
    wanted: &[KeyPurpose],
    now: DateTime<Utc>,
    forced: bool,
) -> RotateNow {
    let mut plan = RotateNow::default();
    for purpose in wanted.iter().copied() {
        let step = match present(keys, purpose) {
            (None, next) => first(purpose, next),
            (Some(active), None) if forced => Step::CreateActive { purpose, retire: Some(active.id.clone()) },
            (Some(_), None) => {
                plan.waiting.push((purpose, after(now, schedule.publish_ahead)));
                Step::CreateNext(purpose)
            }
            (Some(active), Some(next)) => {
                let ready = ready(next, schedule);
                if now < ready && !forced {
                    plan.waiting.push((purpose, ready));
                    continue;
                }
                promote(next, Some(active))
            }
        };
        plan.steps.push(step);
    }
    plan
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::world::{PURPOSES, SCHEDULE, World};
    use super::*;

    #[test]
    fn rotating_by_command_waits_for_publication_unless_forced() {
        let mut world = World::new();
        world.apply(&world.plan());
        let first = world.rotate(false);
        let ready = world.now + SCHEDULE.publish_ahead;
        assert_eq!(first.steps, PURPOSES.map(Step::CreateNext));
        assert_eq!(first.waiting, PURPOSES.map(|purpose| (purpose, ready)));
        let forced = Step::CreateActive { purpose: PURPOSES[0], retire: Some("1".into()) };
        assert_eq!(world.rotate(true).steps[0], forced);
        world.apply(&first.steps);
        world.now = ready - TimeDelta::milliseconds(1);
        let promotion = Step::Promote { next: "3".into(), retire: Some("1".into()) };
        assert_eq!(world.rotate(false).steps, []);
        assert_eq!(world.rotate(false).waiting, first.waiting);
        assert_eq!(world.rotate(true).steps[0], promotion);
        world.now = ready;
        assert_eq!(world.rotate(false).steps[0], promotion);
    }
}
