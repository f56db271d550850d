//! Whoever has just made an account, or proven the address of one, with the password of it given in this very flow.

use chrono::{DateTime, Utc};

use super::FirstFactor;
use super::risk::Risk;
use crate::model::user::User;

/// The person of an account whose password was given and whose address was proven at `now`. Only `account` calls this, at
/// the end of a transaction that used the proof up.
pub fn proven(user: User, now: DateTime<Utc>) -> FirstFactor {
    FirstFactor::by(user, super::password::AMR, Risk::default(), now)
}
