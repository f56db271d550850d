//! Keys and tokens that the tests of this room share. Pairs are made once: RSA takes its time.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::generate::{Generated, generate};
use super::keyring::Keyring;
use super::{compact, jose};
use crate::entropy::SeededEntropy;
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::protocol::strict_json;
use crate::sealing::derive::keyed_hash;
use crate::sealing::master_key::MasterKey;
use crate::sealing::sealer::Sealer;

/// The moment at which the specimens live.
pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// The sealer under which the rows lie.
pub(super) fn sealer() -> Sealer {
    Sealer::new(&MasterKey::generate(&SeededEntropy::new(7)), None)
}

/// A row of a token key, another for each seed.
pub(super) fn token_key(seed: u64, state: KeyState) -> SigningKey {
    let entropy = SeededEntropy::new(seed);
    let key = generate(KeyPurpose::Token, 2048, &entropy).unwrap();
    key.into_row(&sealer(), &entropy, state, now())
}

/// A row of the pair that signs with `algorithm`.
pub(super) fn row(algorithm: SigningAlgorithm, state: KeyState) -> SigningKey {
    pair(algorithm).clone().into_row(&sealer(), &SeededEntropy::new(3), state, now())
}

/// A ring with an active key of each purpose.
pub(super) fn ring() -> Keyring {
    let mut rows = SigningAlgorithm::ALL.map(|a| row(a, KeyState::Active)).to_vec();
    rows.push(token_key(1, KeyState::Active));
    Keyring::open(&rows, &sealer(), now()).unwrap()
}

/// The published half of the pair.
pub(super) fn published(algorithm: SigningAlgorithm) -> Map<String, Value> {
    pair(algorithm).public_jwk().unwrap().clone()
}

/// A token that is right in every way.
pub(super) fn token(algorithm: SigningAlgorithm) -> String {
    let header = format!(r#"{{"alg":"{algorithm}","kid":"{}"}}"#, pair(algorithm).id());
    signed(algorithm, &header, r#"{"sub":"someone"}"#)
}

/// A token with any header and payload whatever, whose signature is right.
pub(super) fn signed(algorithm: SigningAlgorithm, header: &str, payload: &str) -> String {
    sign_segments(algorithm, header.as_bytes(), payload.as_bytes())
}

/// [`signed`] for what is no text.
pub(super) fn sign_segments(algorithm: SigningAlgorithm, header: &[u8], payload: &[u8]) -> String {
    sign_input(algorithm, segments(header, payload))
}

/// Signs these first two segments, whatever they are.
pub(super) fn sign_input(algorithm: SigningAlgorithm, input: String) -> String {
    let jwk = strict_json::object(pair(algorithm).private()).unwrap();
    let signature = jose::signer(algorithm, &jwk).unwrap().sign(input.as_bytes()).unwrap();
    compact::with_signature(input, &signature)
}

/// A token under HMAC-SHA256.
pub(super) fn shared_secret_token(
    header: impl AsRef<[u8]>,
    payload: impl AsRef<[u8]>,
    secret: impl AsRef<[u8]>,
) -> String {
    let input = segments(header.as_ref(), payload.as_ref());
    let tag = keyed_hash(secret.as_ref(), input.as_bytes());
    compact::with_signature(input, &tag)
}

/// The first two segments.
pub(super) fn segments(header: &[u8], payload: &[u8]) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload))
}

fn pair(algorithm: SigningAlgorithm) -> &'static Generated {
    static PAIRS: LazyLock<[Generated; 4]> = LazyLock::new(|| {
        SigningAlgorithm::ALL
            .map(|algorithm| generate(KeyPurpose::Signing(algorithm), 2048, &SeededEntropy::new(1)).unwrap())
    });
    let at = SigningAlgorithm::ALL.iter().position(|known| *known == algorithm).unwrap();
    &PAIRS[at]
}
