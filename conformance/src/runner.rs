//! Runs modules: several at a time, each with a time limit, each with wire and browsers of its own.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _};
use tokio::time::timeout;

use crate::module::{Module, Test};
use crate::plans;
use crate::provider::Provider;
use crate::report::ModuleReport;
use crate::target::Target;
use crate::verdict::{Finding, Outcome, Stop};

/// What a run needs, beside its modules.
#[derive(Debug, Clone)]
pub struct Runner {
    /// The provider, discovered.
    pub provider: Arc<Provider>,
    /// Clients and people.
    pub target: Arc<Target>,
    /// HTTP; see [`crate::wire::client`].
    pub http: reqwest::Client,
    /// How many modules run at the same time.
    pub jobs: usize,
    /// How long one may take.
    pub limit: Duration,
}

impl Runner {
    /// Runs `modules` and tells of each as soon as it has ended; the reports come in the order of `modules`.
    pub async fn run(&self, modules: &[(&str, Module)], told: impl Fn(&ModuleReport)) -> Vec<ModuleReport> {
        self.run_until(pending(), modules, told).await
    }

    /// The same until `stop` is ready: then no module begins, those under way are given up, and what has ended is reported.
    pub async fn run_until(
        &self,
        stop: impl Future<Output = ()>,
        modules: &[(&str, Module)],
        told: impl Fn(&ModuleReport),
    ) -> Vec<ModuleReport> {
        let told = &told;
        let tries = modules.iter().enumerate().map(|(n, (plan, module))| async move {
            let report = self.one(plan, module).await;
            told(&report);
            (n, report)
        });
        // A module that waits must not keep those behind it from beginning: they end in any order.
        let reports = stream::iter(tries).buffer_unordered(self.jobs.max(1)).take_until(stop);
        let mut reports: Vec<_> = reports.collect().await;
        reports.sort_unstable_by_key(|(n, _)| *n);
        reports.into_iter().map(|(_, report)| report).collect()
    }

    async fn one(&self, plan: &str, module: &Module) -> ModuleReport {
        let test = Test::new(self.provider.clone(), self.target.clone(), self.http.clone());
        let test = test.answered_by(plans::named(plan).and_then(|plan| plan.response_mode));
        let began = Instant::now();
        let ended = timeout(self.limit, (module.run)(&test)).await;
        let seconds = began.elapsed().as_secs_f64();
        let exchanges = test.wire.said();
        let last = exchanges.len().checked_sub(1);
        let mut findings = test.warnings();
        let outcome = match ended {
            Ok(Ok(())) if findings.is_empty() => Outcome::Passed,
            Ok(Ok(())) => Outcome::Warning,
            Ok(Err(Stop::Skipped(why))) => {
                findings.push(Finding { what: why, exchange: None });
                Outcome::Skipped
            }
            Ok(Err(Stop::Failed(what))) => {
                findings.push(Finding { what, exchange: last });
                Outcome::Failed
            }
            Err(_elapsed) => {
                let what = format!("it was not over after {} s", self.limit.as_secs());
                findings.push(Finding { what, exchange: last });
                Outcome::Failed
            }
        };
        findings.extend(test.notes());
        ModuleReport {
            plan: plan.to_owned(),
            module: module.name.to_owned(),
            requires: module.requires.to_owned(),
            source: module.source.to_owned(),
            outcome,
            findings,
            exchanges,
            seconds,
        }
    }
}
