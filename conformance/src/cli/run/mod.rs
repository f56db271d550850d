//! `conformance run`

mod before;
mod given;
mod outputs;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};
use clap::{ArgGroup, Args};

use crate::module::Module;
use crate::provider::Provider;
use crate::registration::register;
use crate::report::{self, ModuleReport, Report};
use crate::runner::Runner;
use crate::wire::{self, Wire};

/// As shells report what Ctrl-C ended.
const INTERRUPTED: u8 = 130;

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("who").args(["issuer", "target"]).required(true).multiple(true),
    after_help = "\
Examples:
  conformance run --issuer https://op.example.com --username alice --password-file secret.txt
      registers its clients at the provider's registration endpoint
  conformance run --target target.json --plan basic --plan oauth --html report.html
      with clients and people from a file: {\"issuer\", \"clients\": [..], \"users\": [..]}
  conformance run --target target.json --module basic/codereuse
      one module
  conformance run --target target.json --write-expect known.json
      then, with a reason for each: conformance run --target target.json --expect known.json

Ends with 0 if everything is as expected, 1 if not, 2 if it could not run, 130 after Ctrl-C (what ran is reported)."
)]
pub(super) struct Arguments {
    /// Issuer identifier of the provider
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Issuer, clients and people as JSON; a `signet dev --json` line is such a file
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Who signs in
    #[arg(long, value_name = "NAME", requires = "password_file")]
    username: Option<String>,
    /// File that holds their password
    #[arg(long, value_name = "FILE", requires = "username")]
    password_file: Option<PathBuf>,
    /// Plans to run [default: all]
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    /// Modules to run, as PLAN/MODULE [default: all of the plans]
    #[arg(long, value_name = "PLAN/MODULE")]
    module: Vec<String>,
    /// Known exceptions, each with a reason; with them an unexpected pass or skip fails too
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// Write what did not pass as exceptions to explain, a beginning for --expect
    #[arg(long, value_name = "FILE")]
    write_expect: Option<PathBuf>,
    /// Certificate authority to trust, as PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Modules that run at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
    /// Seconds one module may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write everything as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let modules = given::modules(&arguments)?;
    let known = given::known(&arguments)?;
    let mut target = given::target(&arguments)?;
    outputs::check(&arguments)?;
    let ca = arguments.ca.as_deref().map(std::fs::read).transpose().context("--ca")?;
    let http = wire::client(ca.as_deref())?;
    let wire = Wire::new(http.clone());
    let provider = Provider::discover(&target.issuer, &wire).await.context("discovery")?;
    provider.is_who_was_asked().context("discovery")?;
    if target.clients.is_empty() {
        target.clients = register(&provider, &wire).await.context("registration")?;
    }
    before::tell_what_is_missing(&target, &modules);
    let (provider, target) = (Arc::new(provider), Arc::new(target));
    let limit = Duration::from_secs(arguments.timeout);
    let runner = Runner { provider, target: target.clone(), http, jobs: arguments.jobs.into(), limit };
    before::sign_in(&runner, &modules).await?;
    let began = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let (results, is_interrupted) = results(&runner, &modules).await;
    let report = Report::new(&target.issuer, began, results, &known);
    println!("{}", report::summary(&report, &known));
    if is_interrupted {
        eprintln!("interrupted: {} of {} modules ran", report.modules.len(), modules.len());
    }
    outputs::write(&report, &known, &arguments)?;
    Ok(match (is_interrupted, report.unexpected.is_empty()) {
        (true, _) => ExitCode::from(INTERRUPTED),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(1),
    })
}

/// What came of the modules, and whether Ctrl-C ended it before its time.
async fn results(runner: &Runner, modules: &[(&'static str, Module)]) -> (Vec<ModuleReport>, bool) {
    let is_interrupted = AtomicBool::new(false);
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        is_interrupted.store(true, Ordering::Relaxed);
    };
    let done = AtomicUsize::new(0);
    let told = |report: &ModuleReport| {
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        eprintln!("{}", report::line(report, n, modules.len()));
    };
    let results = runner.run_until(interrupt, modules, told).await;
    (results, is_interrupted.into_inner())
}
