//! `conformance run`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};
use clap::Args;
use serde_json::Map;

use crate::expectations::Expectations;
use crate::module::Module;
use crate::plans;
use crate::provider::Provider;
use crate::registration::register;
use crate::report::{self, Report};
use crate::runner::Runner;
use crate::target::{Client, Target, User};
use crate::wire::{self, Wire};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  conformance run --issuer https://op.example.com --username alice --password-file secret.txt
      registers its clients at the provider's registration endpoint
  conformance run --target target.json --plan basic --plan oauth --html report.html
      with clients and people from a file: {\"issuer\", \"clients\": [..], \"users\": [..]}
  conformance run --target target.json --module basic/codereuse
      one module")]
pub(super) struct Arguments {
    /// Issuer identifier of the provider
    #[arg(long, value_name = "URL", required_unless_present = "target")]
    issuer: Option<String>,
    /// Issuer, clients and people as JSON; a `signet dev --json` line is such a file
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Who signs in
    #[arg(long, value_name = "NAME")]
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
    /// Known exceptions, each with a reason; an unexpected pass fails too
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// Certificate authority to trust, as PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Modules that run at the same time
    #[arg(long, value_name = "N", default_value_t = 4)]
    jobs: usize,
    /// Seconds one module may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write everything as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let modules = chosen(&arguments)?;
    let known = known(&arguments)?;
    let ca = arguments.ca.as_deref().map(std::fs::read).transpose().context("--ca")?;
    let http = wire::client(ca.as_deref())?;
    let mut target = target(&arguments)?;
    let wire = Wire::new(http.clone());
    let provider = Provider::discover(&target.issuer, &wire).await.context("discovery")?;
    if target.clients.is_empty() {
        target.clients = register(&provider, &wire).await.context("registration")?;
    }
    let began = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let limit = Duration::from_secs(arguments.timeout);
    let (provider, target) = (Arc::new(provider), Arc::new(target));
    let runner = Runner { provider, target: target.clone(), http, jobs: arguments.jobs, limit };
    let done = AtomicUsize::new(0);
    let results = runner
        .run(&modules, |report| {
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            eprintln!("{}", report::line(report, n, modules.len()));
        })
        .await;
    let report = Report::new(&target.issuer, began, results, &known);
    write(&report, &arguments)?;
    println!("{}", report::summary(&report, &known));
    Ok(if report.unexpected.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn chosen(arguments: &Arguments) -> anyhow::Result<Vec<(&'static str, Module)>> {
    for plan in &arguments.plan {
        let names = || plans::ALL.iter().map(|plan| plan.name).collect::<Vec<_>>().join(", ");
        anyhow::ensure!(plans::named(plan).is_some(), "there is no plan {plan}: expected one of {}", names());
    }
    let is_wanted = |plan: &str, module: &Module| {
        let name = format!("{plan}/{}", module.name);
        let by_plan = arguments.plan.is_empty() && arguments.module.is_empty();
        by_plan || arguments.plan.iter().any(|one| one == plan) || arguments.module.contains(&name)
    };
    let all = plans::ALL.iter().flat_map(|plan| plan.modules.iter().map(|module| (plan.name, *module)));
    let chosen: Vec<_> = all.filter(|(plan, module)| is_wanted(plan, module)).collect();
    let exists =
        |wanted: &&String| !chosen.iter().any(|(plan, one)| format!("{plan}/{}", one.name) == **wanted);
    if let Some(missing) = arguments.module.iter().find(exists) {
        anyhow::bail!("there is no module {missing}: `conformance list` shows them");
    }
    Ok(chosen)
}

fn known(arguments: &Arguments) -> anyhow::Result<Expectations> {
    let Some(file) = &arguments.expect else { return Ok(Expectations::default()) };
    let known = Expectations::parse(&read(file)?).with_context(|| file.display().to_string())?;
    let all = plans::ALL
        .iter()
        .flat_map(|plan| plan.modules.iter().map(|one| format!("{}/{}", plan.name, one.name)));
    let names: Vec<_> = all.collect();
    if let Some(stranger) = known.strangers(&names).next() {
        anyhow::bail!("{}: there is no module {stranger}", file.display());
    }
    Ok(known)
}

fn target(arguments: &Arguments) -> anyhow::Result<Target> {
    let mut target = match &arguments.target {
        Some(file) => serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?,
        None => Target { issuer: String::new(), clients: Vec::<Client>::new(), users: Vec::new() },
    };
    if let Some(issuer) = &arguments.issuer {
        target.issuer.clone_from(issuer);
    }
    if let Some(username) = &arguments.username {
        let file = arguments.password_file.as_ref().context("--username needs --password-file")?;
        let password = read(file)?.trim_end_matches(['\r', '\n']).to_owned();
        target.users = vec![User { username: username.clone(), password, claims: Map::new() }];
    }
    Ok(target)
}

fn write(report: &Report, arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(file) = &arguments.json {
        std::fs::write(file, serde_json::to_string_pretty(report)?)
            .with_context(|| file.display().to_string())?;
    }
    if let Some(file) = &arguments.html {
        std::fs::write(file, report::page(report)?).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
