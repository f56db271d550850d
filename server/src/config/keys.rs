//! `[keys]`: what we sign with.

use chrono::TimeDelta;

use super::reading::Values;
use super::value::RsaBits;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// What we sign with.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The size of new RSA keys.
    pub rsa_bits: RsaBits,
    /// A key is replaced after this long.
    pub rotate_every: TimeDelta,
    /// A key is in the key set this long before it signs.
    pub publish_ahead: TimeDelta,
    /// How long clients may keep the key set.
    pub jwks_max_age: TimeDelta,
    /// The algorithms there are keys for; at least one, none twice.
    pub algorithms: Vec<SigningAlgorithm>,
    /// One of them: what signs for clients that registered no choice.
    pub default_algorithm: SigningAlgorithm,
}

impl Keys {
    pub(super) fn read(values: &mut Values) -> Self {
        let keys = Self {
            rsa_bits: values.read("keys.rsa_bits"),
            rotate_every: values.read("keys.rotate_every"),
            publish_ahead: values.read("keys.publish_ahead"),
            jwks_max_age: values.read("keys.jwks_max_age"),
            algorithms: values.read("keys.algorithms"),
            default_algorithm: values.read("keys.default_algorithm"),
        };
        let twice =
            keys.algorithms.iter().enumerate().find(|(index, name)| keys.algorithms[..*index].contains(name));
        let message = format!(
            "expected each algorithm once, found {} twice",
            twice.map_or("", |(_, name)| name.as_str())
        );
        values.require(&["keys.algorithms"], twice.is_none(), message);
        let message = format!(
            "expected keys.default_algorithm ({}) to be one of keys.algorithms",
            keys.default_algorithm
        );
        let known = keys.algorithms.contains(&keys.default_algorithm);
        values.require(&["keys.default_algorithm", "keys.algorithms"], known, message);
        // Whoever cached the key set must have met the next key before it signs.
        values.at_most(("keys.jwks_max_age", keys.jwks_max_age), ("keys.publish_ahead", keys.publish_ahead));
        values.at_most(("keys.publish_ahead", keys.publish_ahead), ("keys.rotate_every", keys.rotate_every));
        keys
    }
}
