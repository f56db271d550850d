//! The master key opens what rests in the database.

use async_trait::async_trait;

use super::{Check, Side};
use crate::admin::canary;
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::{Facts, Inside, Patient};
use crate::clock::{Clock as _, SystemClock};
use crate::keys::keyring::Keyring;
use crate::sealing::master_key::MasterKey;
use crate::sealing::sealer::Sealer;

pub(super) struct MasterKeyFits;

#[async_trait]
impl Check for MasterKeyFits {
    fn name(&self) -> &'static str {
        names::MASTER_KEY
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((inside, _, facts)) = patient.store() else { return Vec::new() };
        let sealer = match &inside.sealer {
            Ok(sealer) => sealer,
            Err(_) if patient.misread.iter().any(|problem| problem.key == "sealing.master_key") => {
                return vec![Finding::unseen(format!(
                    "there is none that reads: see {}",
                    names::CONFIGURATION
                ))];
            }
            Err(reason) => {
                return vec![Finding::problem(
                    "the master key of this database",
                    reason,
                    "set sealing.master_key (SIGNET__SEALING__MASTER_KEY_FILE) to the one it was made with",
                )];
            }
        };
        if facts.canary.is_none() {
            return vec![Finding::sound("the database has met none yet")];
        }
        let found = unopened(sealer, facts).or_else(|| of_previous(inside, facts));
        or_sound(found.into_iter().collect(), || {
            format!("opens the database and its {} keys", facts.keys.len())
        })
    }
}

fn unopened(sealer: &Sealer, facts: &Facts) -> Option<Finding> {
    let fix = "set sealing.master_key to the one that this database was sealed under; a backup of it is the only other way";
    let expected = "the master key of this database";
    if canary::verify(sealer, facts.canary.as_deref().unwrap_or_default()).is_err() {
        return Some(Finding::problem(expected, "another one", fix));
    }
    let opened = Keyring::open(&facts.keys, sealer, SystemClock.now());
    opened.err().map(|error| Finding::problem(expected, error.to_string(), fix))
}

/// The one before is to go as soon as nothing needs it.
fn of_previous(inside: &Inside, facts: &Facts) -> Option<Finding> {
    let sealing = &inside.config.sealing;
    let current = sealing.master_key.as_ref().filter(|_| sealing.master_key_previous.is_some())?;
    let alone = Sealer::new(&MasterKey::of(*current.expose()), None);
    let fix = if unopened(&alone, facts).is_none() {
        "restart every instance without sealing.master_key_previous, and destroy that key"
    } else {
        "run `signet key rewrap`, then take sealing.master_key_previous away"
    };
    Some(Finding::warning("one master key", "sealing.master_key_previous beside it", fix))
}
