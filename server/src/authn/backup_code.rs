//! Backup codes: ten codes that stand in for a second factor, each once.
//!
//! A code has 50 bits. What rests in the store is a hash under a key that lies sealed: a stolen database without the master
//! key yields no code, however long somebody computes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::kept_key::BACKUP_CODES;
use super::{Factor, Judged, Proof, Use};
use crate::app::Services;
use crate::entropy::Entropy;
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::sealing::derive::derive;
use crate::secret::Secret;
use crate::store::StoreError;

/// How many make a set.
pub const SET: usize = 10;
/// Characters of a code.
const LENGTH: usize = 10;
/// Crockford's base 32: no letter is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The factor.
#[derive(Debug)]
pub struct BackupCode;

#[async_trait]
impl Factor for BackupCode {
    fn kind(&self) -> FactorKind {
        FactorKind::BackupCode
    }

    /// RFC 8176 knows one-time passwords, whatever they are made of.
    fn amr(&self) -> &'static str {
        "otp"
    }

    async fn judge(
        &self,
        app: &Services,
        user: &User,
        proof: &Proof,
        _: DateTime<Utc>,
    ) -> Result<Judged, StoreError> {
        let Proof::Code(typed) = proof else { return Ok(Judged::Wrong("no code was sent")) };
        let Some(code) = canonical(typed.expose()) else {
            return Ok(Judged::Wrong("not a backup code"));
        };
        let key = BACKUP_CODES.key(&app.db, (&app.sealer, &*app.entropy)).await?;
        let digest = digest(&key, user.id, &code);
        // Whether there is such a code, only the write that uses it up says.
        let codes = crate::store::factors::held(app.db.reader(), user.id).await?;
        Ok(if codes.has(FactorKind::BackupCode) {
            Judged::Right(Use::BackupCode { user: user.id, digest })
        } else {
            Judged::Wrong("there are no backup codes")
        })
    }
}

/// A fresh set: the codes as a person writes them down, and what is kept of each.
pub async fn fresh_set(app: &Services, user: Uuid) -> Result<(Vec<Secret>, Vec<[u8; 32]>), StoreError> {
    let key = BACKUP_CODES.key(&app.db, (&app.sealer, &*app.entropy)).await?;
    let codes: Vec<String> = (0..SET).map(|_| generate(&*app.entropy)).collect();
    let digests = codes.iter().map(|code| digest(&key, user, code)).collect();
    let shown = codes.into_iter().map(|code| Secret::new(format!("{}-{}", &code[..5], &code[5..]))).collect();
    Ok((shown, digests))
}

fn generate(entropy: &dyn Entropy) -> String {
    let letter = |byte: u8| char::from(ALPHABET[usize::from(byte % 32)]);
    entropy.bytes::<LENGTH>().into_iter().map(letter).collect()
}

fn digest(key: &[u8; 32], user: Uuid, code: &str) -> [u8; 32] {
    *derive(key, "backup code v1", &[user.as_bytes(), code.as_bytes()])
}

/// A code however it was written: case, spaces and dashes do not matter, nor letters that look like a digit.
fn canonical(typed: &str) -> Option<String> {
    let kept: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .take(LENGTH + 1)
        .collect();
    (kept.len() == LENGTH && kept.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn spelling_does_not_matter() {
        for typed in ["0123456789", "01234-56789", " o1234 56789 ", "OI234-56789", "ol234-56789"] {
            assert_eq!(canonical(typed).as_deref(), Some("0123456789"), "{typed}");
        }
        for typed in ["", "012345678", "01234567890", "0123456 u89", "0123456789\u{301}", &"0".repeat(5000)] {
            assert_eq!(canonical(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_differ_and_are_their_own_canonical_form() {
        let entropy: &dyn Entropy = &SeededEntropy::new(7);
        let codes: std::collections::HashSet<String> = (0..1000).map(|_| generate(entropy)).collect();
        assert_eq!(codes.len(), 1000);
        assert!(codes.iter().all(|code| canonical(code).as_ref() == Some(code)));
    }

    #[test]
    fn a_code_of_another_person_or_under_another_key_is_another() {
        let (ada, alan) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = digest(&[1; 32], ada, "0123456789");
        assert_ne!(one, digest(&[1; 32], alan, "0123456789"));
        assert_ne!(one, digest(&[2; 32], ada, "0123456789"));
    }
}
