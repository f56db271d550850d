//! The present keyring, and signing that keeps the serving threads free.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::KeyError;
use super::jose::library;
use super::keyring::{Keyring, Unsigned, is_slow};
use crate::metrics::keys::Signatures;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::telemetry::spans;

/// How long a request waits for a core to sign on before it is told that we are busy.
const PATIENCE: Duration = Duration::from_secs(2);

/// Holds the keyring that counts now. Readers keep the one they took: a request sees one set of
/// keys from beginning to end.
#[derive(Debug)]
pub struct Keys {
    ring: RwLock<Arc<Keyring>>,
    cores: Arc<Semaphore>,
    patience: Duration,
    metrics: Signatures,
}

impl Keys {
    /// Starts with this keyring.
    pub fn new(ring: Keyring) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let cores = Arc::new(Semaphore::new(cores));
        Self { ring: RwLock::new(Arc::new(ring)), cores, patience: PATIENCE, metrics: Signatures::default() }
    }

    /// What is counted of signatures that wait for a core.
    pub const fn metrics(&self) -> &Signatures {
        &self.metrics
    }

    /// The keyring of this moment.
    pub fn current(&self) -> Arc<Keyring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on this one counts.
    pub fn replace(&self, ring: Keyring) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// Signs `claims` with the active key of `algorithm`: RSA on a blocking thread, never more at
    /// once than there are cores; the quick algorithms here and now.
    pub async fn sign(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: &Map<String, Value>,
    ) -> Result<String, KeyError> {
        let unsigned = self.current().prepare(algorithm, typ, claims)?;
        if !is_slow(algorithm) {
            return unsigned.sign();
        }
        spans::step("sign with RSA", self.sign_slowly(unsigned)).await
    }

    async fn sign_slowly(&self, unsigned: Unsigned) -> Result<String, KeyError> {
        let began = Instant::now();
        let permit = tokio::time::timeout(self.patience, Arc::clone(&self.cores).acquire_owned());
        let Ok(Ok(permit)) = permit.await else {
            self.metrics.refused();
            return Err(KeyError::Busy);
        };
        self.metrics.waited(began.elapsed());
        // The permit goes along: a caller that gives up frees no core that is still at work.
        let signing = move || {
            let token = unsigned.sign();
            drop(permit);
            token
        };
        tokio::task::spawn_blocking(signing).await.map_err(library)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::specimens::{now, ring, sealer};
    use crate::model::signing_key::KeyPurpose;

    #[tokio::test]
    async fn signs_quick_and_slow_algorithms_alike() {
        let keys = Keys::new(ring());
        for algorithm in SigningAlgorithm::ALL {
            let token = keys.sign(algorithm, "JWT", &Map::new()).await.unwrap();
            assert_eq!(keys.current().verify(&token, &["JWT"]), Ok(Map::new()));
        }
    }

    #[tokio::test]
    async fn a_caller_waits_for_a_core_and_is_then_told_that_we_are_busy() {
        let keys = Keys { patience: Duration::from_millis(20), ..Keys::new(ring()) };
        let cores = keys.cores.available_permits();
        let all = Arc::clone(&keys.cores).acquire_many_owned(u32::try_from(cores).unwrap());
        let all = all.await.unwrap();
        let refused = keys.sign(SigningAlgorithm::RS256, "JWT", &Map::new()).await;
        assert_eq!(refused, Err(KeyError::Busy));
        assert!(keys.sign(SigningAlgorithm::ES256, "JWT", &Map::new()).await.is_ok());
        drop(all);
        assert!(keys.sign(SigningAlgorithm::RS256, "JWT", &Map::new()).await.is_ok());
    }

    #[tokio::test]
    async fn a_new_ring_counts_at_once_and_a_reader_keeps_the_one_it_took() {
        let keys = Keys::new(ring());
        let taken = keys.current();
        keys.replace(Keyring::open(&[], &sealer(), now()).unwrap());
        let refused = keys.sign(SigningAlgorithm::ES256, "JWT", &Map::new()).await;
        let purpose = KeyPurpose::Signing(SigningAlgorithm::ES256);
        assert_eq!(refused, Err(KeyError::NoActiveKey(purpose)));
        assert!(taken.sign(SigningAlgorithm::ES256, "JWT", &Map::new()).is_ok());
    }
}
