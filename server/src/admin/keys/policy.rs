//! Which keys there are to be, and for how long.

use chrono::TimeDelta;

use crate::config::Config;
use crate::keys::rotation::Schedule;
use crate::model::signing_key::KeyPurpose;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// What another instance may need to notice that a key signs no more, and what clocks may differ by.
const NOTICE: TimeDelta = TimeDelta::minutes(5);

/// Which keys there are to be, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPolicy {
    /// The pace.
    pub schedule: Schedule,
    /// There is a signing key for each of these.
    pub algorithms: Vec<SigningAlgorithm>,
    /// What signs for clients that register no choice.
    pub default_algorithm: SigningAlgorithm,
    /// Size of new RSA keys.
    pub rsa_bits: u32,
}

impl KeyPolicy {
    /// The policy that follows from a configuration: a key verifies until the last thing it signed has ended.
    pub fn of(config: &Config) -> Self {
        let (keys, tokens) = (&config.keys, &config.tokens);
        let longest_token = tokens.access.max(tokens.service).max(tokens.id);
        Self {
            schedule: Schedule {
                rotate_every: keys.rotate_every,
                publish_ahead: keys.publish_ahead,
                verify_for: longest_token + NOTICE,
                recognise_for: tokens.code + tokens.refresh_absolute + longest_token + NOTICE,
            },
            algorithms: keys.algorithms.clone(),
            default_algorithm: keys.default_algorithm,
            rsa_bits: keys.rsa_bits.bits(),
        }
    }

    /// A key for each algorithm, and one that tags codes and refresh tokens.
    pub fn wanted(&self) -> Vec<KeyPurpose> {
        self.algorithms.iter().copied().map(KeyPurpose::Signing).chain([KeyPurpose::Token]).collect()
    }
}
