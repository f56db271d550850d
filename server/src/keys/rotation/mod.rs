//! Which keys are to be made, promoted and dropped. Pure: whoever holds the store carries the
//! steps out, all of one plan in one transaction.
//!
//! A key is published before it signs, so that every verifier and every instance of ours knows it
//! by then, and verifies after it has stopped, until the last thing it signed has ended.

mod rotate_now;
#[cfg(test)]
mod world;

pub use rotate_now::{RotateNow, plan_now};

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};

/// The pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// How long a key signs.
    pub rotate_every: TimeDelta,
    /// How long a key is published before it signs: no less than the age up to which anybody
    /// caches our key set.
    pub publish_ahead: TimeDelta,
    /// How long a retired signing key verifies: the longest life of a signed token, and what an
    /// instance may need to notice that a rotation has happened.
    pub verify_for: TimeDelta,
    /// The same for a retired token key: the longest life of a token family.
    pub recognise_for: TimeDelta,
}

impl Schedule {
    /// How long a key of this purpose counts after it has retired.
    pub const fn after_retirement(&self, purpose: KeyPurpose) -> TimeDelta {
        match purpose {
            KeyPurpose::Signing(_) => self.verify_for,
            KeyPurpose::Token => self.recognise_for,
        }
    }
}

/// One change. To retire a key is `SigningKey::retire` with `Schedule::after_retirement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Make a key that signs at once; the one that signed until now, if any, retires.
    CreateActive {
        /// Of which purpose.
        purpose: KeyPurpose,
        /// The key that signed until now.
        retire: Option<String>,
    },
    /// Make a key that is published and does not sign yet.
    CreateNext(KeyPurpose),
    /// The published key signs from now on; the one that signed until now, if any, retires.
    Promote {
        /// The key that is to sign.
        next: String,
        /// The key that signed until now.
        retire: Option<String>,
    },
    /// Delete a retired key: all that it signed has ended.
    Drop(String),
}

/// What is due at `now`. Keys of purposes that are not wanted stay as they are: they may be wanted
/// by an instance with newer configuration.
pub fn plan(
    keys: &[SigningKey],
    schedule: &Schedule,
    wanted: &[KeyPurpose],
    now: DateTime<Utc>,
) -> Vec<Step> {
    let due = wanted.iter().filter_map(|purpose| {
        let (active, next) = present(keys, *purpose);
        let Some(active) = active else {
            return Some(first(*purpose, next));
        };
        let rotation = after(active.active_since(), schedule.rotate_every);
        match next {
            None if now >= rotation - schedule.publish_ahead => Some(Step::CreateNext(*purpose)),
            Some(next) if now >= rotation && now >= ready(next, schedule) => {
                Some(promote(next, Some(active)))
            }
            _ => None,
        }
    });
    let over = keys.iter().filter(|key| !key.verifies_at(now)).map(|key| Step::Drop(key.id.clone()));
    due.chain(over).collect()
}

/// The active key of a purpose, and of those that are to follow it the one published longest.
fn present(keys: &[SigningKey], purpose: KeyPurpose) -> (Option<&SigningKey>, Option<&SigningKey>) {
    let of = |state| keys.iter().filter(move |key| key.purpose == purpose && key.state == state);
    (of(KeyState::Active).next(), of(KeyState::Next).min_by_key(|key| key.created_at))
}

/// From when on a published key may sign.
fn ready(next: &SigningKey, schedule: &Schedule) -> DateTime<Utc> {
    after(next.created_at, schedule.publish_ahead)
}

/// A pace of "never" is a moment beyond all others.
fn after(time: DateTime<Utc>, delta: TimeDelta) -> DateTime<Utc> {
    time.checked_add_signed(delta).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Nothing signs: a key that is published already is better than one that nobody knows.
fn first(purpose: KeyPurpose, next: Option<&SigningKey>) -> Step {
    next.map_or(Step::CreateActive { purpose, retire: None }, |next| promote(next, None))
}

fn promote(next: &SigningKey, active: Option<&SigningKey>) -> Step {
    Step::Promote { next: next.id.clone(), retire: active.map(|key| key.id.clone()) }
}

#[cfg(test)]
mod tests {
    use super::world::{PURPOSES, SCHEDULE, World};
    use super::*;

    #[test]
    fn a_first_start_makes_an_active_key_of_each_purpose_and_then_rests() {
        let mut world = World::new();
        world.apply(&world.plan());
        let purposes: Vec<_> = world.active().iter().map(|key| key.purpose).collect();
        assert_eq!(purposes, PURPOSES);
        assert_eq!(world.plan(), []);
    }

    #[test]
    fn a_key_is_published_ahead_then_promoted_then_dropped_each_at_its_moment() {
        let (mut world, tick) = (World::new(), TimeDelta::milliseconds(1));
        let only = |step: Step| vec![step];
        let plan = |world: &World| plan(&world.keys, &SCHEDULE, &PURPOSES[..1], world.now);
        world.apply(&plan(&world));
        world.now += SCHEDULE.rotate_every - SCHEDULE.publish_ahead - tick;
        assert_eq!(plan(&world), []);
        world.now += tick;
        assert_eq!(plan(&world), only(Step::CreateNext(PURPOSES[0])));
        world.apply(&plan(&world));
        world.now += SCHEDULE.publish_ahead - tick;
        assert_eq!(plan(&world), []);
        world.now += tick;
        let promotion = Step::Promote { next: "2".into(), retire: Some("1".into()) };
        assert_eq!(plan(&world), only(promotion));
        world.apply(&plan(&world));
        world.now += SCHEDULE.verify_for - tick;
        assert_eq!(plan(&world), []);
        world.now += tick;
        assert_eq!(plan(&world), only(Step::Drop("1".into())));
    }

    #[test]
    fn a_key_published_late_delays_the_rotation() {
        let mut world = World::new();
        world.apply(&world.plan());
        world.now += SCHEDULE.rotate_every * 3;
        world.apply(&world.plan());
        assert_eq!(world.plan(), []);
        world.now += SCHEDULE.publish_ahead;
        assert_eq!(world.plan().len(), 2);
    }

    #[test]
    fn a_pace_of_never_rotates_nothing() {
        let mut world = World::new();
        world.apply(&world.plan());
        world.now += TimeDelta::days(36_500);
        let never = Schedule { rotate_every: TimeDelta::MAX, ..SCHEDULE };
        assert_eq!(plan(&world.keys, &never, &PURPOSES, world.now), []);
    }

    #[test]
    fn a_key_killed_at_once_is_replaced_by_the_published_one() {
        let mut world = World::new();
        world.apply(&world.plan());
        world.apply(&world.rotate(false).steps);
        let now = world.now;
        world.key("1").retire(now, TimeDelta::zero());
        let expected = [Step::Promote { next: "3".into(), retire: None }, Step::Drop("1".into())];
        assert_eq!(world.plan(), expected);
    }
}
