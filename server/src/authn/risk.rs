//! How unusual a sign-in is: a score from 0 to 100 of things that are each quite possible and together seldom good.
//!
//! It is told in the event of every sign-in. Above `risk.ask` a second factor is asked of whoever has one, on a remembered
//! device too; above `risk.refuse` the sign-in is refused, in the words of a wrong password. What cannot be known (no database
//! of places, a first sign-in) adds nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::Services;
use crate::model::audit_event::Origin;
use crate::model::place::Place;
use crate::model::user::User;
use crate::store::StoreError;
use crate::store::sign_in_places::{self, Visited};

/// The browser has not signed in as this account before.
const NEW_DEVICE: u8 = 30;
/// Nor has the account signed in from this country.
const NEW_COUNTRY: u8 = 30;
/// The account has signed in elsewhere, so short a time ago that nobody travels it.
const IMPOSSIBLE_TRAVEL: u8 = 40;
/// Each wrong guess of the last hours, and all of them together.
const FAILURE: u8 = 5;
const FAILURES: u8 = 30;

/// Faster than an airliner between two places; nearer ones are one place to a database of addresses.
const KM_PER_HOUR: f64 = 1000.0;
const NEAR_KM: f64 = 500.0;

/// How unusual a sign-in is, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Risk {
    /// From a browser that has not signed in as this account before, where others have.
    pub new_device: bool,
    /// From a country that is new.
    pub new_country: bool,
    /// From so far away that nobody travels it.
    pub impossible_travel: bool,
    /// Wrong guesses before it.
    pub failures: u64,
}

impl Risk {
    /// From 0 to 100.
    pub fn score(self) -> u8 {
        let points = |is: bool, points: u8| if is { points } else { 0 };
        let failures = u8::try_from(self.failures).unwrap_or(u8::MAX).saturating_mul(FAILURE);
        let score = points(self.new_device, NEW_DEVICE)
            + points(self.new_country, NEW_COUNTRY)
            + points(self.impossible_travel, IMPOSSIBLE_TRAVEL);
        score.saturating_add(failures.min(FAILURES)).min(100)
    }

    /// Whether it reaches the score from which on a second factor is asked.
    pub fn asks(self, app: &Services) -> bool {
        app.config.risk.ask.is_some_and(|limit| self.score() >= limit.get())
    }

    /// Whether it reaches the score from which on nobody is let in. Wrong guesses do not count for it: strangers make them.
    pub fn refuses(self, app: &Services) -> bool {
        let own = Self { failures: 0, ..self };
        app.config.risk.refuse.is_some_and(|limit| own.score() >= limit.get())
    }
}

/// Judges a sign-in as `user` that comes from `origin`, of a device that is known or not, after so many failures.
pub(super) async fn assess(
    app: &Services,
    user: &User,
    origin: &Origin,
    (is_known, failures): (bool, u64),
    now: DateTime<Utc>,
) -> Result<Risk, StoreError> {
    let visited = match &origin.place {
        Some(_) => sign_in_places::of_user(app.db.reader(), user.id).await?,
        None => Vec::new(),
    };
    Ok(judge((user, is_known, failures), origin.place.as_ref(), &visited, now))
}

fn judge(
    (user, is_known, failures): (&User, bool, u64),
    place: Option<&Place>,
    visited: &[Visited],
    now: DateTime<Utc>,
) -> Risk {
    let is_new = |place: &Place| visited.iter().all(|before| before.place.country != place.country);
    let travels = |place: &Place| visited.first().is_some_and(|last| is_too_far(last, place, now));
    Risk {
        new_device: !is_known && user.last_login_at.is_some(),
        new_country: !visited.is_empty() && place.is_some_and(is_new),
        impossible_travel: place.is_some_and(travels),
        failures,
    }
}

fn is_too_far(last: &Visited, place: &Place, now: DateTime<Utc>) -> bool {
    let (Some(from), Some(to)) = (last.place.point, place.point) else { return false };
    let distance = from.kilometres_to(to);
    let seconds = (now - last.last_at).as_seconds_f64().max(1.0);
    distance > NEAR_KM && distance > KM_PER_HOUR * seconds / 3600.0
}
