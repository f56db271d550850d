//! Opaque access tokens: claims that only we can read, and no row either.
//!
//! A token is its prefix, then one base64url of version and key id (8 bytes), salt (16), and the
//! claims under AES-256-GCM. The key is derived from the token key and the salt and used for this
//! one token. Issuer, version and key id are bound to it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use super::KeyError;
use super::compact::MAX_BYTES;
use super::keyring::Keyring;
use crate::entropy::Entropy;
use crate::sealing::aead;
use crate::sealing::derive::derive;
use crate::secret::Secret;

const PREFIX: &str = "sga_";
const PURPOSE: &str = "signet opaque access token v1";
/// Right because the key it goes with is derived from a fresh salt and used once.
const ONLY_NONCE: [u8; aead::NONCE] = [0; aead::NONCE];

impl Keyring {
    /// Seals `claims` into a token of this issuer, under the active token key.
    pub fn seal_opaque(
        &self,
        entropy: &dyn Entropy,
        issuer: &str,
        claims: &[u8],
    ) -> Result<Secret, KeyError> {
        let (id, master) = self.tokens.active()?;
        let salt = entropy.bytes::<16>();
        let key = derive(master, PURPOSE, &[&salt]);
        let sealed = aead::seal(&key, &ONLY_NONCE, &associated(issuer, id.bytes()), claims);
        let bytes = [id.bytes().as_slice(), &salt, &sealed].concat();
        Ok(Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The claims in `text`, if a token key that counts at `now` sealed exactly this text for this
    /// issuer. What the claims say, their end included, is the caller's to judge.
    pub fn open_opaque(&self, issuer: &str, text: &str, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let base64 = text.strip_prefix(PREFIX).filter(|base64| base64.len() <= MAX_BYTES)?;
        let bytes = URL_SAFE_NO_PAD.decode(base64).ok()?;
        let (id, rest) = bytes.split_first_chunk::<8>()?;
        let (salt, sealed) = rest.split_first_chunk::<16>()?;
        let key = derive(self.tokens.find(*id, now)?, PURPOSE, &[salt]);
        let claims = aead::open(&key, &ONLY_NONCE, &associated(issuer, *id), sealed)?;
        Some(claims.to_vec())
    }
}

/// The id has a fixed width, so that it ends where the issuer begins.
fn associated(issuer: &str, id: [u8; 8]) -> Vec<u8> {
    [PURPOSE.as_bytes(), &id, issuer.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::entropy::SeededEntropy;
    use crate::keys::specimens::{now, ring, sealer, token_key};
    use crate::keys::token_tag::Derived;
    use crate::model::signing_key::KeyState;

    const ISSUER: &str = "https://op.test";
    const CLAIMS: &[u8] = br#"{"jti":"1"}"#;

    fn sealed(ring: &Keyring) -> Secret {
        ring.seal_opaque(&SeededEntropy::new(5), ISSUER, CLAIMS).unwrap()
    }

    #[test]
    fn opens_what_it_sealed_for_the_same_issuer() {
        let ring = ring();
        let text = sealed(&ring);
        assert_eq!(ring.open_opaque(ISSUER, text.expose(), now()).unwrap(), CLAIMS);
        assert_eq!(ring.open_opaque("https://op.test/", text.expose(), now()), None);
        assert_eq!(ring.open_opaque("", text.expose(), now()), None);
    }

    #[test]
    fn the_same_claims_make_another_token_each_time() {
        let (ring, entropy) = (ring(), SeededEntropy::new(5));
        let [one, two] = [(); 2].map(|()| ring.seal_opaque(&entropy, ISSUER, CLAIMS).unwrap());
        assert_ne!(one.expose()[20..], two.expose()[20..]);
    }

    #[test]
    fn a_token_changed_anywhere_does_not_open() {
        let ring = ring();
        let text = sealed(&ring);
        let text = text.expose();
        let refused = |changed: &str| assert_eq!(ring.open_opaque(ISSUER, changed, now()), None);
        for position in 0..text.len() {
            for other in b"AQgw_-=.%\0" {
                let mut bytes = text.as_bytes().to_vec();
                if bytes[position] != *other {
                    bytes[position] = *other;
                    refused(std::str::from_utf8(&bytes).unwrap());
                }
            }
            refused(&text[..position]);
        }
        refused(&format!("{text}A"));
        refused(&format!("{text}="));
        refused(&format!("sgr_{}", &text[4..]));
        refused(&format!("{text}{}", "A".repeat(1 << 20)));
    }

    #[test]
    fn the_other_tokens_of_a_family_are_no_access_tokens() {
        let ring = ring();
        let code = ring.derive(&Derived::code(uuid::Uuid::from_u128(1))).unwrap();
        let renamed = format!("sga_{}", &code.expose()[4..]);
        assert_eq!(ring.open_opaque(ISSUER, &renamed, now()), None);
    }

    #[test]
    fn opens_until_the_end_of_a_retired_key() {
        let mut row = token_key(1, KeyState::Active);
        let text = sealed(&ring());
        row.retire(now(), TimeDelta::hours(1));
        let ring = Keyring::open(&[row], &sealer(), now()).unwrap();
        let end = now() + TimeDelta::hours(1);
        let before = end - TimeDelta::milliseconds(1);
        assert!(ring.open_opaque(ISSUER, text.expose(), before).is_some());
        assert!(ring.open_opaque(ISSUER, text.expose(), end).is_none());
        assert!(ring.seal_opaque(&SeededEntropy::new(5), ISSUER, CLAIMS).is_err());
    }
}
