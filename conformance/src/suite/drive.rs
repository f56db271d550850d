//! Runs the modules of a plan: without an alias several at a time, with one after another, as the suite demands.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::stream::{self, StreamExt as _};
use serde_json::Value;
use tokio::process::Command;
use tokio::time::sleep;

use super::api::{Created, Info, PlanModule, Suite};
use super::pictures;
use super::plan_file::PlanFile;
use super::summary::{ModuleResult, PlanResult};

/// How often a module is asked how it stands.
const PAUSE: Duration = Duration::from_millis(250);
/// The suite looks for pictures after 1, 2, 4 ... seconds; by then its own browser has put its picture in.
const PICTURE_AFTER: Duration = Duration::from_secs(5);

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Drive {
    /// The suite.
    pub suite: Suite,
    /// How many modules run at the same time, where the plan has no alias.
    pub jobs: usize,
    /// How long one module may take.
    pub limit: Duration,
    /// A shell command that makes the provider sign with a new key, for modules that wait for it.
    pub rotate: Option<String>,
}

impl Drive {
    /// Makes a plan in the suite, which then says what modules it has.
    pub async fn create(&self, plan: &PlanFile) -> anyhow::Result<Created> {
        let variant = Value::Object(plan.variant.clone());
        self.suite.create_plan(&plan.plan, &variant, &plan.configuration).await
    }

    /// Runs modules of the plan with this id. Each is told when it has ended.
    pub async fn run(
        &self,
        plan: &PlanFile,
        id: &str,
        modules: &[&PlanModule],
        told: impl Fn(&ModuleResult, usize),
    ) -> anyhow::Result<PlanResult> {
        let has_alias = plan.configuration.get("alias").is_some();
        let jobs = if has_alias { 1 } else { self.jobs.max(1) };
        let all = modules.len();
        let results = stream::iter(modules).map(|module| self.one(id, module, plan));
        let results: Vec<_> = results.buffered(jobs).inspect(|result| told(result, all)).collect().await;
        Ok(PlanResult {
            plan: plan.plan.clone(),
            variant: Value::Object(plan.variant.clone()),
            suite_version: self.suite.version().await,
            link: format!("{}/plan-detail.html?plan={}", self.suite.address(), id),
            modules: results,
        })
    }

    async fn one(&self, plan_id: &str, module: &PlanModule, plan: &PlanFile) -> ModuleResult {
        let began = Instant::now();
        let expected = plan.expected(&module.name).to_owned();
        let reason = plan.expected.iter().find(|one| one.module == module.name).map(|one| one.reason.clone());
        let mut result = ModuleResult::new(&module.name, expected, reason);
        match self.to_its_end(plan_id, module).await {
            Ok((id, info)) => {
                result.result = info.result.unwrap_or(info.status);
                result.notes = self.suite.log(&id).await.map(|log| notes(&log)).unwrap_or_default();
            }
            Err(error) => result.notes.push(format!("{error:#}")),
        }
        result.seconds = began.elapsed().as_secs_f64();
        result
    }

    async fn to_its_end(&self, plan_id: &str, module: &PlanModule) -> anyhow::Result<(String, Info)> {
        let id = self.suite.create_module(plan_id, module).await?;
        let began = Instant::now();
        let mut is_started = false;
        loop {
            let info = self.suite.info(&id).await?;
            match info.status.as_str() {
                "FINISHED" | "INTERRUPTED" => return Ok((id, info)),
                "CONFIGURED" if !is_started && module.name.contains("rotate-keys") => {
                    self.rotate_keys().await?;
                    self.suite.start(&id).await?;
                    is_started = true;
                }
                "WAITING" if began.elapsed() > PICTURE_AFTER => pictures::fill(&self.suite, &id).await?,
                _ => {}
            }
            if began.elapsed() > self.limit {
                self.suite.cancel(&id).await?;
                anyhow::bail!("it was not over after {} s", self.limit.as_secs());
            }
            sleep(PAUSE).await;
        }
    }

    async fn rotate_keys(&self) -> anyhow::Result<()> {
        let command = self.rotate.as_ref().context("this module needs --rotate-keys COMMAND")?;
        let status = Command::new("sh").args(["-c", command]).stdout(Stdio::null()).status().await?;
        anyhow::ensure!(status.success(), "{command}: {status}");
        Ok(())
    }
}

/// What the log says beside success.
fn notes(log: &[Value]) -> Vec<String> {
    let telling =
        |entry: &&Value| matches!(entry["result"].as_str(), Some("WARNING" | "FAILURE" | "SKIPPED"));
    let note = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        format!("{} {}: {}", text("result"), text("src"), text("msg"))
    };
    log.iter().filter(telling).map(note).collect()
}
