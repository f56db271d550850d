//! `exp`, `nbf` and `iat` of tokens that others made (RFC 7519 section 4.1).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

/// How far ahead of ours another clock may be.
const AHEAD: TimeDelta = TimeDelta::seconds(10);

/// Judges a foreign token's times and returns when it ends. It counts while `now < exp + skew`, so
/// a mark that it has been seen must be kept until `exp + skew`; `exp` may lie `max_life` ahead.
///
/// `exp` is a whole number of seconds: everything that marks or stores it would have to round a
/// fraction in the same direction.
pub fn check_times(
    claims: &Map<String, Value>,
    now: DateTime<Utc>,
    skew: TimeDelta,
    max_life: TimeDelta,
) -> Result<DateTime<Utc>, TimeProblem> {
    let exp = claims.get("exp").ok_or(TimeProblem::NoEnd)?;
    let exp = exp.as_i64().filter(|exp| *exp >= 0).ok_or(TimeProblem::NotATime)?;
    let exp = DateTime::from_timestamp(exp, 0).ok_or(TimeProblem::TooLong)?;
    if now - skew >= exp {
        return Err(TimeProblem::Expired);
    }
    if exp - now > max_life {
        return Err(TimeProblem::TooLong);
    }
    for name in ["nbf", "iat"] {
        if let Some(value) = claims.get(name) {
            let seconds = value.as_f64().filter(|seconds| *seconds >= 0.0);
            let seconds = seconds.ok_or(TimeProblem::NotATime)?;
            if seconds > seconds_of(now + AHEAD) {
                return Err(TimeProblem::NotYet);
            }
        }
    }
    Ok(exp)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of our era fit into 53 bits")]
fn seconds_of(time: DateTime<Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1000.0
}

/// What is wrong with a token's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeProblem {
    /// No `exp`.
    #[error("the token has no exp")]
    NoEnd,
    /// A value that is no time: a text, an object, a negative number, for `exp` a fraction.
    #[error("exp, nbf or iat is not a number of seconds")]
    NotATime,
    /// Ended.
    #[error("the token has expired")]
    Expired,
    /// Ends too far ahead.
    #[error("the token lives too long")]
    TooLong,
    /// Made or valid in the future.
    #[error("the token is not valid yet")]
    NotYet,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn check(claims: &Value, skew: i64) -> Result<DateTime<Utc>, TimeProblem> {
        let now = DateTime::from_timestamp(NOW, 0).unwrap();
        let (skew, life) = (TimeDelta::seconds(skew), TimeDelta::minutes(65));
        check_times(claims.as_object().unwrap(), now, skew, life)
    }

    #[test]
    fn counts_until_exp_and_with_skew_until_exp_plus_skew() {
        for (ahead, skew, right) in
            [(1, 0, true), (0, 0, false), (-1, 0, false), (-9, 10, true), (-10, 10, false), (-11, 10, false)]
        {
            let found = check(&json!({"exp": NOW + ahead}), skew);
            let expected = if right {
                Ok(DateTime::from_timestamp(NOW + ahead, 0).unwrap())
            } else {
                Err(TimeProblem::Expired)
            };
            assert_eq!(found, expected, "{ahead} {skew}");
        }
    }

    #[test]
    fn may_not_end_further_ahead_than_allowed() {
        assert!(check(&json!({"exp": NOW + 65 * 60}), 0).is_ok());
        for exp in [json!(NOW + 65 * 60 + 1), json!(i64::MAX)] {
            assert_eq!(check(&json!({"exp": exp}), 0), Err(TimeProblem::TooLong));
        }
    }

    #[test]
    fn may_be_made_ten_seconds_ahead_of_our_clock() {
        for name in ["iat", "nbf"] {
            for (ahead, right) in [(-3600, true), (5, true), (10, true), (11, false), (61, false)] {
                let found = check(&json!({"exp": NOW + 60, name: NOW + ahead}), 60);
                assert_eq!(found.is_ok(), right, "{name} {ahead}");
            }
            assert!(check(&json!({"exp": NOW + 60, name: 1_799_999_999.25}), 0).is_ok());
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        assert_eq!(check(&json!({}), 0), Err(TimeProblem::NoEnd));
        for wrong in [json!("1800000060"), json!(null), json!(-1), json!([NOW]), json!(true)] {
            assert_eq!(check(&json!({"exp": wrong}), 0), Err(TimeProblem::NotATime));
            let claims = json!({"exp": NOW + 60, "iat": wrong});
            assert_eq!(check(&claims, 0), Err(TimeProblem::NotATime));
        }
        for wrong in [json!(1_800_000_060.5), json!(u64::MAX)] {
            assert_eq!(check(&json!({"exp": wrong}), 0), Err(TimeProblem::NotATime));
        }
    }
}
