//! Whether a sign-in is young enough for what changes how a person proves who they are.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::authentication::Authentication;
use crate::model::factor::Held;

/// How old it may be.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Whether the person signed in a moment ago, and showed a second factor if they have one. A cookie that somebody took, or
/// a browser that was left open, changes nothing.
pub fn is_fresh(shown: &Authentication, held: Held, now: DateTime<Utc>) -> bool {
    now - shown.at <= FRESH && (shown.is_multi() || !held.is_any())
}
