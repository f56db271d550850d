//! `conformance load`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::measuring::{Site, Work, apart, ends, some, tell_failures, try_first};
use crate::load::lanes::Settings;
use crate::load::measured::Measured;

#[derive(Debug, Args, Serialize)]
#[command(after_help = "\
Examples:
  conformance load --target target.json
      every workload; `signet dev --json > target.json` writes such a file, with the id of its process
  conformance load --target target.json --workload client-credentials@billing --connections 32 --seconds 20
      one workload, as the client billing
  conformance load --target target.json --workload userinfo --rate 5000
      an open loop: latency is counted from when a request was due
Pin provider and driver to cores of their own (taskset -c 0, taskset -c 1).")]
pub(super) struct Arguments {
    /// Issuer, clients and people as JSON; its member pid names the process
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// More people, one JSON object a line
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// More clients, one JSON object a line: services among them ask in turn
    #[arg(long, value_name = "FILE")]
    clients: Option<PathBuf>,
    /// Process of the provider, whose CPU time and memory are told [default: the target's pid]
    #[arg(long)]
    pid: Option<u32>,
    /// Operations a second in an open loop [default: as many as it takes]
    #[arg(long, value_name = "N", value_parser = some)]
    rate: Option<f64>,
    #[command(flatten)]
    #[serde(flatten)]
    work: Work,
}

pub(super) async fn load(arguments: Arguments) -> anyhow::Result<ExitCode> {
    apart(|| run(arguments)).await
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let work = &arguments.work;
    let wanted = work.begun()?;
    let mut site = Site::open(&arguments.target, work, arguments.pid).await?;
    site.add(arguments.users.as_deref(), arguments.clients.as_deref())?;
    let settings = Settings { rate: arguments.rate, ..work.settings() };
    site.gate(&wanted, work).await?;
    if !site.is_watched() {
        println!("{} names no pid: CPU time and memory are not told without one (--pid)", site.issuer());
    }
    println!("{}", Measured::heading());
    let mut all = Vec::new();
    for (recipe, client) in wanted {
        eprintln!("{}: {}", recipe.name, recipe.about);
        let mut lanes = match site.lanes(recipe, client.as_deref(), work).await {
            Ok(lanes) => lanes,
            // A variant that this provider does not have leaves the others.
            Err(error) if work.workload.is_empty() => {
                eprintln!("  left out: {error:#}");
                continue;
            }
            Err(error) => return Err(error),
        };
        try_first(&mut lanes, work).await?;
        let measured = lanes.work(settings).await?;
        println!("{}", measured.line());
        tell_failures(&measured);
        all.push(measured);
    }
    let told = json!({ "issuer": site.issuer(), "workloads": all });
    arguments.work.write(&arguments, told)?;
    Ok(ends(all.iter().map(|measured| measured.failed).sum()))
}
