//! The configuration reads, and has what `serve` needs.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, Level, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, Problem};

pub(super) struct Configuration;

#[async_trait]
impl Check for Configuration {
    fn name(&self) -> &'static str {
        names::CONFIGURATION
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        // The issuer and the master key of `dev` are its own.
        let is_of_dev = |problem: &&Problem| {
            patient.is_demo() && ["server.issuer", "sealing.master_key"].contains(&problem.key.as_str())
        };
        let mut found: Vec<Finding> =
            patient.misread.iter().filter(|problem| !is_of_dev(problem)).map(of_problem).collect();
        let Some(inside) = &patient.inside else { return found };
        found.extend(warnings(&inside.config));
        let set = inside.config.describe().iter().filter(|setting| !inside.config.is_default(setting.key));
        or_sound(found, || format!("reads, with {} keys set", set.count()))
    }
}

fn of_problem(problem: &Problem) -> Finding {
    let (expected, found) = problem.message.split_once(", found ").unwrap_or((&problem.message, "otherwise"));
    let expected = expected.strip_prefix("expected ").unwrap_or(expected);
    let place = if problem.key.is_empty() { "the configuration".to_owned() } else { problem.key.clone() };
    Finding::problem(
        format!("{place}: {expected}"),
        found,
        format!("{}; see `signet check-config`", problem.fix()),
    )
}

/// What `dev` and `serve` would warn of. That metrics are nowhere to be read is told by `exposure`.
fn warnings(config: &Config) -> Vec<Finding> {
    let warnings = config.warnings(SystemClock.now());
    let warning = |warning: &Problem| Finding { level: Level::Warning, ..of_problem(warning) };
    warnings.iter().map(warning).collect()
}
