//! The configuration, read again at SIGHUP. The level of the log is taken up at once; of what else has changed it is said
//! that it waits for the next start. A configuration that is wrong changes nothing.
//!
//! A running process keeps its environment. Where everything comes from there, the level may lie in a file that
//! `SIGNET__LOG__LEVEL_FILE` names.

use crate::config::{self, Config, Effective, Origin, Sources};
use crate::telemetry::Telemetry;

/// The one key that is taken up.
const LEVEL: &str = "log.level";

/// From where the configuration came, and as what.
pub(super) struct Reload {
    sources: Sources,
    telemetry: Telemetry,
    at_start: Vec<Effective>,
}

impl Reload {
    /// To be made with the configuration that the process starts with.
    pub(super) fn new(sources: Sources, telemetry: Telemetry, config: &Config) -> Self {
        Self { sources, telemetry, at_start: config.describe().to_vec() }
    }

    /// Reads it again. The environment is that of the start: what changes is a file.
    pub(super) fn again(&mut self) {
        let config = match config::load(&self.sources) {
            Ok(config) => config,
            Err(problems) => {
                for problem in problems.to_string().lines() {
                    tracing::error!("the configuration is not taken up, the one before stays: {problem}");
                }
                return;
            }
        };
        self.telemetry.log_at(config.log.level);
        let waiting = changed(&self.at_start, config.describe());
        if !waiting.is_empty() {
            tracing::warn!(keys = waiting.join(", "), "these have changed, and count from the next start on");
        }
        self.say(&config);
    }

    /// What was read, and what sets the level, which a variable keeps from a file.
    fn say(&self, config: &Config) {
        let (file, set_by) = (self.sources.configuration_file(), config.origin(LEVEL));
        if file.is_none() && !matches!(set_by, Some(Origin::SecretFile(_))) {
            tracing::warn!(
                "nothing was read again: there is no configuration file, and a running process keeps its environment. \
                 To change log.level while it runs, put it into a file and name that in SIGNET__LOG__LEVEL_FILE"
            );
            return;
        }
        let file = file.map(|file| file.display().to_string());
        let set_by = set_by.map(|origin| origin.to_string());
        tracing::info!(file, log.level = %config.log.level, set_by, "the configuration was read again");
    }

    /// Nothing is read any more: what is left of the traces is delivered.
    pub(super) async fn end(self) {
        self.telemetry.finish().await;
    }
}

/// The keys whose shown values differ. A secret is not shown, so that a changed one is not noticed.
fn changed<'k>(before: &[Effective], now: &'k [Effective]) -> Vec<&'k str> {
    let differs = |one: &&Effective| {
        one.key != LEVEL && !before.iter().any(|other| other.key == one.key && other.value == one.value)
    };
    now.iter().filter(differs).map(|one| one.key).collect()
}
