//! Where randomness comes from: the operating system, or a seed in tests.

use std::cell::RefCell;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroize as _;

/// A source of bytes nobody can guess.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` wholly.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// 256 random bits in base64url: 43 characters of `[A-Za-z0-9_-]`, the same bytes in a form
    /// body, form-encoded Basic and raw Basic.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A time-ordered row id (RFC 9562 section 5.7): not a secret.
    pub fn row_id(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}

/// The operating system's generator, asked for as much as a few requests need at a time.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        thread_local! {
            static STOCK: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; STOCKED], left: 0 }) };
        }
        STOCK.with_borrow_mut(|stock| stock.fill(bytes));
    }
}

const STOCKED: usize = 512;

/// Bytes of the operating system that nobody has had yet; those that somebody has are wiped.
struct Stock {
    bytes: [u8; STOCKED],
    left: usize,
}

impl Stock {
    fn fill(&mut self, wanted: &mut [u8]) {
        if wanted.len() > STOCKED {
            return ask(wanted);
        }
        if wanted.len() > self.left {
            ask(&mut self.bytes);
            self.left = STOCKED;
        }
        let taken = &mut self.bytes[self.left - wanted.len()..self.left];
        wanted.copy_from_slice(taken);
        taken.zeroize();
        self.left -= wanted.len();
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

#[expect(clippy::expect_used, reason = "a machine without randomness must not serve")]
#[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
fn ask(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

/// Bytes that follow from a seed, for tests that want the same run twice.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<(u64, u64)>);

impl SeededEntropy {
    /// A generator whose output depends on `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((seed, 0)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(state.0.to_be_bytes())
                .chain_update(state.1.to_be_bytes())
                .finalize();
            state.1 += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_byte_is_given_twice_and_what_was_given_is_forgotten() {
        let mut stock = Stock { bytes: [0; STOCKED], left: 0 };
        let mut given = HashSet::new();
        for _ in 0..1000 {
            let mut bytes = [0; 16];
            stock.fill(&mut bytes);
            assert!(given.insert(bytes), "given before");
            assert!(stock.bytes[stock.left..].iter().all(|byte| *byte == 0));
        }
        let mut long = [0; 2 * STOCKED];
        stock.fill(&mut long);
        assert!(long.chunks(16).all(|chunk| chunk != [0; 16]));
    }
}
