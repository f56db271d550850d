//! `conformance suite`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use url::Url;

use super::file::put;
use crate::suite::api::{Created, Suite};
use crate::suite::drive::Drive;
use crate::suite::plan_file::{PlanFile, Words};
use crate::suite::summary::PlanResult;
use crate::target::Target;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  conformance suite --suite https://localhost.emobix.co.uk:8443 --ca ca.pem --target target.json \\
      --rotate-keys 'signet key rotate --now --data ./data' --results results plans/basic.json plans/config.json")]
pub(super) struct Arguments {
    /// Address of the running suite
    #[arg(long, value_name = "URL")]
    suite: Url,
    /// Certificate authority of the suite, as PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// API token; a suite in its devmode needs none
    #[arg(long, value_name = "TOKEN", env = "CONFORMANCE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Issuer, clients and people as JSON: what is filled into the plans
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// Alias of the plans: callbacks are SUITE/test/a/ALIAS/callback
    #[arg(long, value_name = "NAME", default_value = "signet")]
    alias: String,
    /// Run only this module; may be repeated. --results wants whole plans
    #[arg(long, value_name = "NAME", conflicts_with = "results")]
    module: Vec<String>,
    /// Shell command that makes the provider sign with a new key
    #[arg(long, value_name = "COMMAND")]
    rotate_keys: Option<String>,
    /// Modules that run at the same time, where a plan has no alias
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
    /// Seconds one module may take
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Folder for summaries, PLAN.json and PLAN.md
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,
    /// Plan files
    #[arg(value_name = "PLAN", required = true)]
    plans: Vec<PathBuf>,
}

pub(super) async fn suite(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let ca = arguments.ca.as_deref().map(std::fs::read).transpose().context("--ca")?;
    let suite = Suite::at(arguments.suite.clone(), ca.as_deref(), arguments.token.clone())?;
    let name = arguments.target.display().to_string();
    let text = std::fs::read_to_string(&arguments.target).with_context(|| name.clone())?;
    let target: Target = serde_json::from_str(&text).with_context(|| name)?;
    let words = Words::of(&target, suite.address(), &arguments.alias);
    let limit = Duration::from_secs(arguments.timeout);
    let drive = Drive { suite, jobs: arguments.jobs.into(), limit, rotate: arguments.rotate_keys.clone() };
    if let Some(folder) = &arguments.results {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot write {}", folder.display()))?;
    }
    let mut is_expected = true;
    for (file, plan, created) in made(&drive, &arguments, &words).await? {
        let wanted = created.chosen(&arguments.module);
        if wanted.is_empty() {
            continue;
        }
        eprintln!("{}", plan.plan);
        let done = AtomicUsize::new(0);
        let result = drive
            .run(&plan, &created.id, &wanted, |module, all| {
                let n = done.fetch_add(1, Ordering::Relaxed) + 1;
                let mark = if module.is_expected() { "" } else { " (unexpected)" };
                eprintln!(
                    "[{n:>3}/{all}] {:<8}{mark} {} ({:.1} s)",
                    module.result, module.module, module.seconds
                );
                let telling = module.notes.iter().filter(|_| !module.is_expected());
                telling.for_each(|note| eprintln!("          {note}"));
            })
            .await?;
        println!("{}\n{}", result.line(), result.link);
        is_expected &= result.modules.iter().all(crate::suite::summary::ModuleResult::is_expected);
        if let Some(folder) = &arguments.results {
            write(&result, folder, file)?;
        }
    }
    Ok(if is_expected { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Every plan as the suite has made it. What is mistyped is told before anything runs.
async fn made<'a>(
    drive: &Drive,
    arguments: &'a Arguments,
    words: &Words,
) -> anyhow::Result<Vec<(&'a PathBuf, PlanFile, Created)>> {
    let read = |file: &'a PathBuf| Ok((file, PlanFile::read(file, words)?));
    let plans = arguments.plans.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    let mut made = Vec::new();
    for (file, plan) in plans {
        let created = drive.create(&plan).await?;
        plan.fits(&created).with_context(|| file.display().to_string())?;
        made.push((file, plan, created));
    }
    let is_unknown = |name: &&String| !made.iter().any(|(_, _, created)| created.has(name));
    if let Some(unknown) = arguments.module.iter().find(is_unknown) {
        let names: Vec<_> = made.iter().flat_map(|(_, _, created)| created.names()).collect();
        anyhow::bail!("no plan has the module {unknown}: expected one of {}", names.join(", "));
    }
    Ok(made)
}

fn write(result: &PlanResult, folder: &Path, plan: &Path) -> anyhow::Result<()> {
    let name = plan.file_stem().context("a plan file has a name")?;
    let base = folder.join(name);
    put(&base.with_extension("json"), &(serde_json::to_string_pretty(result)? + "\n"))?;
    put(&base.with_extension("md"), &result.markdown())
}
