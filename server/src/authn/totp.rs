//! One-time codes of an authenticator app (RFC 6238). totp-rs lives here.
//!
//! SHA-1, six digits and thirty seconds: what every app understands. Its weakness is of no use to anybody here
//! (RFC 4226 appendix B.2). A code counts one step before and after its own (RFC 6238 section 5.2), and once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Factor, Judged, Proof, Use};
use crate::app::Services;
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::sealing::place::Place;
use crate::secret::same;
use crate::store::{StoreError, totp};

/// Seconds of a step.
const STEP: i64 = 30;
/// Digits of a code.
const DIGITS: u8 = 6;
/// RFC 4226 section 4, R6: 160 bits.
pub const SECRET_BYTES: usize = 20;

/// The factor.
#[derive(Debug)]
pub struct Totp;

#[async_trait]
impl Factor for Totp {
    fn kind(&self) -> FactorKind {
        FactorKind::Totp
    }

    fn amr(&self) -> &'static str {
        "otp"
    }

    async fn judge(
        &self,
        app: &Services,
        user: &User,
        proof: &Proof,
        now: DateTime<Utc>,
    ) -> Result<Judged, StoreError> {
        let Proof::Code(typed) = proof else { return Ok(Judged::Wrong("no code was sent")) };
        let Some(stored) = totp::find(app.db.reader(), user.id).await? else {
            return Ok(Judged::Wrong("there is no authenticator app"));
        };
        let secret = with_place(user.id, |place| app.sealer.open(place, &stored.sealed_secret));
        let secret =
            secret.map_err(|_| StoreError::corrupt("mfa_totp", &user.id, "sealed_secret does not open"))?;
        Ok(match step_of(&secret, typed.expose(), now) {
            Some(step) => Judged::Right(Use::TotpStep { user: user.id, step }),
            None => Judged::Wrong("the code is wrong"),
        })
    }
}

/// The step whose code this is, among those that count at `now`; the latest, should two have the same code.
pub fn step_of(secret: &[u8], typed: &str, now: DateTime<Utc>) -> Option<i64> {
    let typed = digits(typed)?;
    let present = now.timestamp().div_euclid(STEP);
    // Every step is compared, whichever fits: the time that this takes says nothing.
    let fits = |step: i64| {
        let is_same = same(code_at(secret, step).as_bytes(), typed.as_bytes());
        is_same.then_some(step)
    };
    [present - 1, present, present + 1].map(fits).into_iter().flatten().last()
}

/// The code of a step.
pub fn code_at(secret: &[u8], step: i64) -> Zeroizing<String> {
    let seconds = u64::try_from(step * STEP).unwrap_or_default();
    let generator = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_step_duration(STEP.unsigned_abs())
        .with_secret(secret.to_vec())
        .build_noncompliant();
    Zeroizing::new(generator.generate(seconds).to_string())
}

/// What was typed without the spaces that apps show codes with; `None` where it is no code.
fn digits(typed: &str) -> Option<String> {
    let length = usize::from(DIGITS);
    let kept: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(length + 1).collect();
    (kept.len() == length && kept.bytes().all(|byte| byte.is_ascii_digit())).then_some(kept)
}

/// Calls `then` with the place where the person's secret lies sealed.
pub fn with_place<T>(user: Uuid, then: impl FnOnce(&Place<'_>) -> T) -> T {
    then(&Place { table: "mfa_totp", column: "sealed_secret", row: &user.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        from_millis(seconds * 1000)
    }

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn agrees_with_the_published_vectors() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code_at(SECRET, seconds / STEP).as_str(), code, "{seconds}");
            assert_eq!(step_of(SECRET, code, at(seconds)), Some(seconds / STEP));
        }
    }

    #[test]
    fn a_code_counts_one_step_before_and_after_its_own() {
        let now = at(1_234_567_890);
        let present = now.timestamp() / STEP;
        for (off, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = code_at(SECRET, present + off);
            assert_eq!(step_of(SECRET, &code, now), counts.then_some(present + off), "{off}");
        }
    }

    #[test]
    fn spaces_do_not_matter_and_everything_else_does() {
        let now = at(1_234_567_890);
        for typed in ["005924", "005 924", " 005924\t", "005-924"] {
            assert!(step_of(SECRET, typed, now).is_some(), "{typed}");
        }
        for typed in ["", "5924", "05924", "0005924", "005924x", "００５９２４", "+05924", &"0".repeat(9000)]
        {
            assert!(step_of(SECRET, typed, now).is_none(), "{typed}");
        }
    }
}
