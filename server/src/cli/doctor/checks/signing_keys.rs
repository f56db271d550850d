//! A key of each kind signs, is replaced in time, and its successor is known to everybody before it signs.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Check, Side};
use crate::admin::keys::KeyPolicy;
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};

/// Servers look each minute; one that was restarted just now is not late.
const GRACE: TimeDelta = TimeDelta::hours(1);

pub(super) struct SigningKeys;

#[async_trait]
impl Check for SigningKeys {
    fn name(&self) -> &'static str {
        names::SIGNING_KEYS
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((inside, _, facts)) = patient.store() else { return Vec::new() };
        if facts.is_unserved() {
            // Told by `issuer kept`.
            return Vec::new();
        }
        let (policy, now) = (KeyPolicy::of(&inside.config), SystemClock.now());
        let (there, missing): (Vec<_>, Vec<_>) =
            policy.wanted().into_iter().partition(|purpose| active(&facts.keys, *purpose).is_some());
        let late = there.into_iter().filter_map(|purpose| judge(&facts.keys, purpose, &policy, now));
        let found = of_missing(&missing).into_iter().chain(late);
        or_sound(found.collect(), || {
            let oldest = facts
                .keys
                .iter()
                .filter(|key| key.state == KeyState::Active)
                .map(SigningKey::active_since)
                .min();
            let days = oldest.map_or(0, |since| (now - since).num_days());
            format!(
                "one of each kind; the oldest has signed for {days} days, of {} at most",
                policy.schedule.rotate_every.num_days()
            )
        })
    }
}

fn active(keys: &[SigningKey], purpose: KeyPurpose) -> Option<&SigningKey> {
    keys.iter().find(|key| key.purpose == purpose && key.state == KeyState::Active)
}

/// However many there are, they are missing for one reason.
fn of_missing(purposes: &[KeyPurpose]) -> Option<Finding> {
    let names: Vec<String> = purposes.iter().map(ToString::to_string).collect();
    (!names.is_empty()).then(|| {
        Finding::problem(
            format!("an active key for {}", names.join(", ")),
            "none",
            "start the server, which makes one; or run `signet key rotate`",
        )
    })
}

fn judge(
    keys: &[SigningKey],
    purpose: KeyPurpose,
    policy: &KeyPolicy,
    now: DateTime<Utc>,
) -> Option<Finding> {
    let active = active(keys, purpose)?;
    let schedule = &policy.schedule;
    let age = now - active.active_since();
    let fix = "see that an instance of `signet serve` runs and what its log says of keys; `signet key rotate --now` does it at once";
    if age > schedule.rotate_every + GRACE {
        return Some(Finding::problem(
            format!("a key for {purpose} that is replaced every {} days", schedule.rotate_every.num_days()),
            format!("one that has signed for {} days", age.num_days()),
            fix,
        ));
    }
    let has_next = keys.iter().any(|key| key.purpose == purpose && key.state == KeyState::Next);
    if !has_next && age > schedule.rotate_every - schedule.publish_ahead + GRACE {
        return Some(Finding::warning(
            format!("the next key for {purpose}, published before it signs"),
            "none, and the present one ends soon",
            "see that an instance of `signet serve` runs and what its log says of keys; `signet key rotate` publishes it now",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;
    use crate::config::{self, Sources};

    fn key(state: KeyState, since: DateTime<Utc>) -> SigningKey {
        SigningKey {
            id: "k".to_owned(),
            purpose: KeyPurpose::Token,
            public_jwk: None,
            sealed_private: Vec::new(),
            state,
            created_at: since,
            activate_at: None,
            retired_at: None,
            expires_at: None,
        }
    }

    #[test]
    fn no_key_an_old_one_and_one_without_a_successor_are_told() {
        let none =
            Sources { file: None, working_directory: None, environment: Vec::new(), flags: Vec::new() };
        let policy = KeyPolicy::of(&config::load(&none).unwrap());
        let born = DateTime::UNIX_EPOCH;
        let level = |states: &[KeyState], days: i64| {
            let keys: Vec<_> = states.iter().map(|state| key(*state, born)).collect();
            judge(&keys, KeyPurpose::Token, &policy, born + TimeDelta::days(days))
                .map(|finding| finding.level)
        };
        assert_eq!(level(&[KeyState::Active], 1), None);
        assert!(
            active(&[key(KeyState::Next, born), key(KeyState::Retired, born)], KeyPurpose::Token).is_none()
        );
        assert_eq!(of_missing(&[]), None);
        let both = of_missing(&[KeyPurpose::Token, KeyPurpose::Token]).unwrap();
        assert_eq!((both.level, both.expected.unwrap().matches("oken").count()), (Level::Problem, 2));
        assert_eq!(level(&[KeyState::Active], 90), Some(Level::Warning));
        assert_eq!(level(&[KeyState::Active, KeyState::Next], 90), None);
        assert_eq!(level(&[KeyState::Active, KeyState::Next], 91), Some(Level::Problem));
    }
}
