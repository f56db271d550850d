//! What is done to a provider, and for how long, as it is typed.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use super::file::write;
use crate::cli::file::can_be_written;
use crate::load::lanes::Settings;
use crate::load::stage::Manners;
use crate::load::workloads::{self, Recipe};

/// Nobody waits longer, and no machine is quicker; beyond, clocks overflow.
const SOME: RangeInclusive<f64> = 0.001..=1e9;

/// A workload, and the id of the client that asks, where one is named.
pub(in crate::cli) type Wanted = (Recipe, Option<String>);

/// What is done, and for how long.
#[derive(Debug, Clone, Args, Serialize)]
pub(in crate::cli) struct Work {
    /// Workload, and the client that asks; may be repeated [default: all, as the first client that fits]
    #[arg(long, value_name = "NAME[@CLIENT]")]
    pub(in crate::cli) workload: Vec<String>,
    /// Connections side by side
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) connections: u16,
    /// Seconds that are timed
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = some)]
    seconds: f64,
    /// Seconds before, that are not
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = some_or_none)]
    warm_up: f64,
    /// Open a connection for every request
    #[arg(long)]
    no_keep_alive: bool,
    /// Scope of sign-ins [default: openid profile email, and offline_access where it is known]
    #[arg(long)]
    scope: Option<String>,
    /// Client that introspects [default: the one that got the token]
    #[arg(long, value_name = "CLIENT")]
    resource_server: Option<String>,
    /// Do not see first whether flows and workloads are right
    #[arg(long)]
    pub(in crate::cli) no_gate: bool,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    json: Option<PathBuf>,
}

impl Work {
    pub(in crate::cli) fn settings(&self) -> Settings {
        Settings {
            connections: usize::from(self.connections),
            warm_up: Duration::from_secs_f64(self.warm_up),
            duration: Duration::from_secs_f64(self.seconds),
            rate: None,
        }
    }

    pub(super) fn manners(&self) -> Manners {
        Manners {
            scope: self.scope.clone(),
            resource_server: self.resource_server.clone(),
            no_keep_alive: self.no_keep_alive,
        }
    }

    /// The workloads that are wanted. What is typed wrongly, and a report that could not be written, is told before anything
    /// starts.
    pub(in crate::cli) fn begun(&self) -> anyhow::Result<Vec<Wanted>> {
        self.json.as_deref().map_or(Ok(()), can_be_written)?;
        self.wanted()
    }

    /// Writes when and how something was measured, and what came out, where that is wanted.
    pub(in crate::cli) fn write(
        &self,
        options: &impl Serialize,
        measured: impl Serialize,
    ) -> anyhow::Result<()> {
        self.json.as_deref().map_or(Ok(()), |file| write(file, options, measured))
    }

    /// The workloads that are named; all, where none is.
    fn wanted(&self) -> anyhow::Result<Vec<Wanted>> {
        if self.workload.is_empty() {
            return Ok(workloads::ALL.iter().map(|recipe| (*recipe, None)).collect());
        }
        let one = |text: &String| {
            let (name, client) =
                text.split_once('@').map_or((text.as_str(), None), |(name, id)| (name, Some(id)));
            let names = || workloads::ALL.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
            let recipe = workloads::named(name)
                .with_context(|| format!("there is no workload {name}: expected one of {}", names()))?;
            Ok((recipe, client.map(str::to_owned)))
        };
        self.workload.iter().map(one).collect()
    }
}

/// A number that something can be done with.
pub(in crate::cli) fn some(text: &str) -> Result<f64, String> {
    number(text).filter(|number| SOME.contains(number)).ok_or_else(|| expected("a number above 0"))
}

fn some_or_none(text: &str) -> Result<f64, String> {
    let found = number(text).filter(|number| *number == 0.0 || SOME.contains(number));
    found.ok_or_else(|| expected("0 or a number above it"))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn expected(what: &str) -> String {
    format!("expected {what} (from {} to {})", SOME.start(), SOME.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_a_clock_can_keep_to_are_taken() {
        for refused in ["0", "-1", "nan", "inf", "1e-300", "1e300", "many"] {
            assert!(some(refused).is_err(), "{refused}");
        }
        assert_eq!(some("0.5"), Ok(0.5));
        assert_eq!(some_or_none("0"), Ok(0.0));
        assert!(some_or_none("nan").is_err());
    }
}
