//! A store of keys in memory, and the walk through it that no token may be lost on.

use chrono::{DateTime, TimeDelta, Utc};

use super::{RotateNow, Schedule, Step, plan, plan_now};
use crate::entropy::{Entropy, SeededEntropy};
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::protocol::signing_algorithm::SigningAlgorithm;

pub(super) const PURPOSES: [KeyPurpose; 2] =
    [KeyPurpose::Signing(SigningAlgorithm::ES256), KeyPurpose::Token];
pub(super) const SCHEDULE: Schedule = Schedule {
    rotate_every: TimeDelta::days(30),
    publish_ahead: TimeDelta::days(1),
    verify_for: TimeDelta::minutes(61),
    recognise_for: TimeDelta::days(90),
};
/// How long another instance may go on signing with the keys of before.
const LAG: TimeDelta = TimeDelta::minutes(1);
/// How long what a key makes lives: signed tokens an hour, token families 89 days.
const fn life(purpose: KeyPurpose) -> TimeDelta {
    match purpose {
        KeyPurpose::Signing(_) => TimeDelta::hours(1),
        KeyPurpose::Token => TimeDelta::days(89),
    }
}

/// Keys, and the moment; steps are carried out as the store would.
pub(super) struct World {
    pub(super) keys: Vec<SigningKey>,
    made: u32,
    pub(super) now: DateTime<Utc>,
}

impl World {
    pub(super) fn new() -> Self {
        Self { keys: Vec::new(), made: 0, now: DateTime::UNIX_EPOCH }
    }

    pub(super) fn plan(&self) -> Vec<Step> {
        plan(&self.keys, &SCHEDULE, &PURPOSES, self.now)
    }

    pub(super) fn rotate(&self, forced: bool) -> RotateNow {
        plan_now(&self.keys, &SCHEDULE, &PURPOSES, self.now, forced)
    }

    pub(super) fn apply(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::CreateActive { purpose, retire } => {
                    self.retire(retire.as_deref());
                    self.make(*purpose, KeyState::Active);
                }
                Step::CreateNext(purpose) => self.make(*purpose, KeyState::Next),
                Step::Promote { next, retire } => {
                    self.retire(retire.as_deref());
                    let now = self.now;
                    self.key(next).promote(now);
                }
                Step::Drop(id) => self.keys.retain(|key| key.id != *id),
            }
        }
    }

    fn make(&mut self, purpose: KeyPurpose, state: KeyState) {
        self.made += 1;
        self.keys.push(SigningKey {
            id: self.made.to_string(),
            purpose,
            public_jwk: None,
            sealed_private: Vec::new(),
            state,
            created_at: self.now,
            activate_at: None,
            retired_at: None,
            expires_at: None,
        });
    }

    fn retire(&mut self, id: Option<&str>) {
        if let Some(id) = id {
            let now = self.now;
            let key = self.key(id);
            key.retire(now, SCHEDULE.after_retirement(key.purpose));
        }
    }

    pub(super) fn key(&mut self, id: &str) -> &mut SigningKey {
        self.keys.iter_mut().find(|key| key.id == id).unwrap()
    }

    pub(super) fn active(&self) -> Vec<&SigningKey> {
        self.keys.iter().filter(|key| key.state == KeyState::Active).collect()
    }
}

#[test]
fn any_token_verifies_from_issue_to_expiry_through_any_sequence_of_rotations() {
    for seed in 0..300 {
        let entropy = SeededEntropy::new(seed);
        let chance = |bound: u64| u64::from_be_bytes((&entropy as &dyn Entropy).bytes()) % bound;
        let (mut world, mut tokens) = (World::new(), Vec::new());
        world.apply(&world.plan());
        for _ in 0..200 {
            // Mostly minutes, at times days, rarely a month in which nobody looks at the keys.
            let unit = [60, 3_600, 86_400, 2_000_000][usize::try_from(chance(4)).unwrap()];
            world.now += TimeDelta::seconds(i64::try_from(chance(unit)).unwrap());
            let (before, forced) = (world.keys.clone(), chance(20) == 0);
            let steps = match chance(10) {
                0 => world.rotate(forced).steps,
                1 => PURPOSES.map(Step::CreateNext).to_vec(),
                _ => world.plan(),
            };
            check_steps(&world, &steps, forced);
            world.apply(&steps);
            for purpose in PURPOSES {
                let active = world.active();
                let signing = active.iter().filter(|key| key.purpose == purpose);
                assert_eq!(signing.count(), 1, "one active key for {purpose}");
            }
            // An instance that has not noticed yet signs with what was active before.
            let old = before.iter().filter(|key| key.state == KeyState::Active);
            tokens.extend(old.map(|key| (key.id.clone(), world.now + LAG + life(key.purpose))));
            tokens.retain(|(_, expiry)| world.now < *expiry);
            for (kid, expiry) in &tokens {
                let last_moment = *expiry - TimeDelta::milliseconds(1);
                let key = world.keys.iter().find(|key| key.id == *kid);
                assert!(key.is_some_and(|key| key.verifies_at(last_moment)), "seed {seed}");
            }
        }
    }
}

/// Nobody signs with a key that verifiers cannot know yet, unless told to or for want of any.
fn check_steps(world: &World, steps: &[Step], forced: bool) {
    for step in steps {
        match step {
            Step::Promote { next, retire: Some(_) } if !forced => {
                let next = world.keys.iter().find(|key| key.id == *next).unwrap();
                assert!(next.created_at + SCHEDULE.publish_ahead <= world.now);
            }
            Step::CreateActive { .. } | Step::Promote { retire: None, .. } => assert!(forced),
            _ => {}
        }
    }
}
