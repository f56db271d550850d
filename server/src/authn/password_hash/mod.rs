//! Argon2id (RFC 9106) off the async threads: bounded at once, bounded in waiting, memory used again.
//!
//! Letters with marks can be typed in two forms that look alike; a password is hashed in one of them (NFC, Unicode Standard
//! Annex 15, as NIST SP 800-63B-4 section 3.1.1.2 asks). A hash from before that fits what was typed then.

mod imported;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use unicode_normalization::UnicodeNormalization as _;

use self::imported::Bcrypt;
use crate::entropy::Entropy;
use crate::metrics::hashing::{HashLoad, Hashing};
use crate::secret::{Secret, same};
use crate::telemetry::spans;

/// What a hash costs.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

/// How much hashing may go on and wait.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Hashes at once.
    pub at_once: usize,
    /// Hashes that may wait beside them.
    pub queue: usize,
    /// How long one waits.
    pub wait: Duration,
}

/// Hashes and verifies passwords.
#[derive(Debug)]
pub struct PasswordHasher {
    params: Params,
    bounds: Bounds,
    running: Arc<Semaphore>,
    waiting: Semaphore,
    /// A fresh mapping of the memory for each hash costs more than the hash saves.
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
    /// What an unknown name is compared with, so that it takes as long as a known one.
    dummy: String,
    metrics: Hashing,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting.
    #[error("too many passwords are being hashed")]
    Busy,
    /// The stored text is neither an Argon2id nor a bcrypt hash.
    #[error("neither an Argon2id hash in PHC form nor a bcrypt hash")]
    Malformed,
}

impl PasswordHasher {
    /// # Errors
    /// `Malformed` when the costs are outside what Argon2 allows.
    pub fn new(cost: Cost, bounds: Bounds, entropy: &dyn Entropy) -> Result<Self, HashError> {
        let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, Some(32));
        let params = params.map_err(|_| HashError::Malformed)?;
        // Nothing hashes to 32 zero bytes that anybody will ever find.
        let dummy = phc(&params, &entropy.bytes::<16>(), &[0; 32])?;
        Ok(Self {
            params,
            bounds,
            running: Arc::new(Semaphore::new(bounds.at_once)),
            waiting: Semaphore::new(bounds.at_once + bounds.queue),
            memory: Arc::default(),
            dummy,
            metrics: Hashing::default(),
        })
    }

    /// What is counted of the hashes.
    pub const fn metrics(&self) -> &Hashing {
        &self.metrics
    }

    /// What is being hashed right now, and what waits.
    pub fn load(&self) -> HashLoad {
        let Bounds { at_once, queue, .. } = self.bounds;
        let running = at_once.saturating_sub(self.running.available_permits());
        let begun = (at_once + queue).saturating_sub(self.waiting.available_permits());
        HashLoad { running, waiting: begun.saturating_sub(running), longest: queue }
    }

    /// The PHC text of a new hash.
    ///
    /// # Errors
    /// `Busy` when too many wait or the wait is too long.
    pub async fn hash(&self, password: &Secret, entropy: &dyn Entropy) -> Result<Secret, HashError> {
        let salt = entropy.bytes::<16>();
        let params = self.params.clone();
        let known = Parsed { recipe: Recipe::Argon2(params.clone(), salt.to_vec()), output: Vec::new() };
        let output = self.compute(&composed(password), known).await?;
        phc(&params, &salt, &output).map(Secret::new)
    }

    /// Whether the password fits the stored hash. Without a stored hash the answer is `false`, after the same time.
    ///
    /// # Errors
    /// `Busy` as above, `Malformed` when the stored text is no hash.
    pub async fn verify(&self, password: &Secret, stored: Option<&Secret>) -> Result<bool, HashError> {
        let text = stored.map_or(self.dummy.as_str(), Secret::expose);
        let known = Parsed::read(text)?;
        let composed = composed(password);
        let mut fits = same(&self.compute(&composed, known.clone()).await?, &known.output);
        // Whatever is stored: that a second hash is computed says how it was typed, and no more.
        if composed != *password {
            fits |= same(&self.compute(password, known.clone()).await?, &known.output);
        }
        Ok(fits && stored.is_some())
    }

    /// Whether a stored hash is to be replaced at the next sign-in by one of today: it was imported, or costs less.
    pub fn is_outdated(&self, stored: &Secret) -> bool {
        match Parsed::read(stored.expose()).map(|known| known.recipe) {
            Ok(Recipe::Argon2(params, _)) => {
                let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
                cost(&params) != cost(&self.params)
            }
            Ok(Recipe::Bcrypt(_)) => true,
            Err(_) => false,
        }
    }

    async fn compute(&self, password: &Secret, known: Parsed) -> Result<Vec<u8>, HashError> {
        let began = Instant::now();
        let hashing = self.compute_in_turn(password, known);
        let computed = spans::step("hash password", hashing).await;
        match computed {
            Ok(_) => self.metrics.done(began.elapsed()),
            Err(HashError::Busy) => self.metrics.refused(),
            Err(HashError::Malformed) => {}
        }
        computed
    }

    /// Does what keeps a processor busy, off the async threads and in its turn among the hashes.
    ///
    /// # Errors
    /// `Busy` as above.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let _place = self.waiting.try_acquire().map_err(|_| HashError::Busy)?;
        let running = timeout(self.bounds.wait, Arc::clone(&self.running).acquire_owned()).await;
        let permit = running.map_err(|_| HashError::Busy)?.map_err(|_| HashError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|_| HashError::Malformed)
    }

    async fn compute_in_turn(&self, password: &Secret, known: Parsed) -> Result<Vec<u8>, HashError> {
        let (password, memory) = (password.clone(), Arc::clone(&self.memory));
        let work = move || {
            let (params, salt) = match known.recipe {
                Recipe::Bcrypt(hash) => return Ok(hash.compute(password.expose().as_bytes())),
                Recipe::Argon2(params, salt) => (params, salt),
            };
            let mut blocks = memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            blocks.resize(params.block_count(), Block::new());
            let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done = argon2.hash_password_into_with_memory(
                password.expose().as_bytes(),
                &salt,
                &mut output,
                &mut blocks,
            );
            memory.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
            done.map(|()| output).map_err(|_| HashError::Malformed)
        };
        self.in_turn(work).await?
    }
}

/// Whether the text is a hash that [`PasswordHasher::verify`] understands: for accounts that are imported.
pub fn is_understood(text: &str) -> bool {
    Parsed::read(text).is_ok()
}

/// The password in the form that is hashed.
fn composed(password: &Secret) -> Secret {
    Secret::new(password.expose().nfc().collect::<String>())
}

/// A stored hash: how to come to it, and what it is.
#[derive(Clone)]
struct Parsed {
    recipe: Recipe,
    output: Vec<u8>,
}

/// How a password becomes a hash.
#[derive(Clone)]
enum Recipe {
    Argon2(Params, Vec<u8>),
    Bcrypt(Bcrypt),
}

impl Parsed {
    fn read(text: &str) -> Result<Self, HashError> {
        if imported::is_meant(text) {
            let hash = Bcrypt::read(text).ok_or(HashError::Malformed)?;
            return Ok(Self { output: hash.digest().to_vec(), recipe: Recipe::Bcrypt(hash) });
        }
        let hash = PasswordHash::new(text).map_err(|_| HashError::Malformed)?;
        let params = Params::try_from(&hash).map_err(|_| HashError::Malformed)?;
        let (Some(salt), Some(output)) = (hash.salt, hash.hash) else {
            return Err(HashError::Malformed);
        };
        let version = hash.version.is_none_or(|version| version == 0x13);
        // A hash that was imported must not cost without end.
        let affordable = params.m_cost() <= 1 << 20 && params.t_cost() <= 32;
        if hash.algorithm.as_str() != "argon2id" || !version || !affordable {
            return Err(HashError::Malformed);
        }
        let recipe = Recipe::Argon2(params, salt.as_ref().to_vec());
        Ok(Self { recipe, output: output.as_bytes().to_vec() })
    }
}

fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Result<String, HashError> {
    let text = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| HashError::Malformed)?,
        salt: Some(Salt::new(salt).map_err(|_| HashError::Malformed)?),
        hash: Some(Output::new(output).map_err(|_| HashError::Malformed)?),
    };
    Ok(text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn hasher(at_once: usize, queue: usize) -> PasswordHasher {
        let cost = Cost { memory_kib: 64, iterations: 1, parallelism: 1 };
        let bounds = Bounds { at_once, queue, wait: Duration::from_secs(2) };
        PasswordHasher::new(cost, bounds, &SeededEntropy::new(1)).expect("good costs")
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone_and_wholly() {
        let hasher = hasher(1, 8);
        let long = "correct horse battery staple ".repeat(4);
        let stored = hasher.hash(&Secret::new(long.as_str()), &SeededEntropy::new(2)).await.expect("a hash");
        assert!(stored.expose().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert_eq!(hasher.verify(&Secret::new(long.as_str()), Some(&stored)).await, Ok(true));
        for other in ["", &long[..72], &long[..64], &format!("{long}x")] {
            assert_eq!(hasher.verify(&Secret::new(other), Some(&stored)).await, Ok(false), "{other}");
        }
        assert_eq!(hasher.verify(&Secret::new(""), None).await, Ok(false));
    }

    #[tokio::test]
    async fn memory_of_a_dearer_hash_is_used_for_a_cheaper_one() {
        let cheap = hasher(1, 8);
        let dear =
            "$argon2id$v=19$m=256,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(cheap.verify(&Secret::new("x"), Some(&Secret::new(dear))).await, Ok(false));
        let stored = cheap.hash(&Secret::new("x"), &SeededEntropy::new(3)).await.expect("a hash");
        assert_eq!(cheap.verify(&Secret::new("x"), Some(&stored)).await, Ok(true));
    }

    #[tokio::test]
    async fn a_full_queue_is_refused_at_once() {
        let hasher = hasher(0, 1);
        let password = Secret::new("x");
        let (first, second) = tokio::join!(
            tokio::time::timeout(Duration::from_millis(20), hasher.verify(&password, None)),
            hasher.verify(&password, None)
        );
        assert!(first.is_err(), "waits for a place");
        assert_eq!(second, Err(HashError::Busy));
    }

    #[tokio::test]
    async fn what_was_imported_fits_its_password_and_is_outdated() {
        let hasher = hasher(1, 8);
        // By crypt(3) of another machine.
        let stored = Secret::new("$2b$05$abcdefghijklmnopqrstuuce5uqr8mYJE7mjoc5io8GYum5NEo0Au");
        assert!(is_understood(stored.expose()) && hasher.is_outdated(&stored));
        for (password, fits) in [("right horse battery", true), ("right horse batter", false), ("", false)] {
            assert_eq!(hasher.verify(&Secret::new(password), Some(&stored)).await, Ok(fits), "{password}");
        }
        let ours = hasher.hash(&Secret::new("x"), &SeededEntropy::new(4)).await.expect("a hash");
        assert!(!hasher.is_outdated(&ours));
        let dear = ours.expose().replace("t=1", "t=3");
        assert!(hasher.is_outdated(&Secret::new(dear)), "its cost is another");
    }

    #[tokio::test]
    async fn a_letter_with_a_mark_is_the_same_however_the_keyboard_sends_it() {
        let hasher = hasher(1, 8);
        let (composed, apart) = (Secret::new("Gr\u{fc}\u{df}e"), Secret::new("Gru\u{308}\u{df}e"));
        let stored = hasher.hash(&apart, &SeededEntropy::new(5)).await.expect("a hash");
        for password in [&composed, &apart] {
            assert_eq!(hasher.verify(password, Some(&stored)).await, Ok(true));
        }
        // From before: hashed as it was typed.
        let params = Parsed::read(stored.expose()).expect("a hash");
        let old = Parsed { output: Vec::new(), ..params };
        let output = hasher.compute(&apart, old.clone()).await.expect("computed");
        let Recipe::Argon2(params, salt) = old.recipe else { panic!("Argon2id") };
        let old = Secret::new(phc(&params, &salt, &output).expect("a text"));
        assert_eq!(hasher.verify(&apart, Some(&old)).await, Ok(true));
        assert_eq!(hasher.verify(&composed, Some(&old)).await, Ok(false));
    }

    #[test]
    fn only_affordable_argon2id_is_understood() {
        assert!(is_understood(
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        ));
        for text in [
            "",
            "hunter2",
            "$2b$10$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=4000000,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!is_understood(text), "{text}");
        }
    }
}
