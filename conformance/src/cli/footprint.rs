//! `conformance footprint`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::measuring::{Site, Wanted, Work, apart, ends, tell_failures, try_first};
use crate::load::compare::Spread;
use crate::load::footprint::{Running, start};
use crate::load::measured::decimal;

const WORKLOAD: &str = "Workload after which memory is looked at again, and the client that asks; may be repeated \
    [default: none, memory at rest alone]";

#[derive(Debug, Args, Serialize)]
#[command(
    mut_arg("workload", |arg| arg.help(WORKLOAD)),
    after_help = "\
Example:
  conformance footprint --target target.json -- signet serve --config signet.toml
Starts the command again and again, with whatever it has kept; the last time it is loaded with
every workload that is named. Nobody may answer at the target's issuer before. The command must
become the provider itself: a shell in between would be measured in its place."
)]
pub(super) struct Arguments {
    /// Issuer, clients and people as JSON
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// How often it is started
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    starts: u32,
    #[command(flatten)]
    #[serde(flatten)]
    work: Work,
    /// What starts the provider
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// What it holds after a workload.
#[derive(Debug, Serialize)]
struct Loaded {
    workload: String,
    failed: u64,
    resident_kib: u64,
}

pub(super) async fn footprint(arguments: Arguments) -> anyhow::Result<ExitCode> {
    apart(|| run(arguments)).await
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    // What is typed wrongly is told before anything starts.
    let wanted = arguments.work.begun()?;
    let issuer = Site::issuer_of(&arguments.target)?;
    let (mut starts, mut stops, mut loaded) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=arguments.starts {
        let mut running = start(&arguments.command, &issuer).await?;
        eprintln!("start {number}: {:.0} ms, {} KiB", running.start.ready_ms, running.start.resident_kib);
        starts.push(running.start);
        if number == arguments.starts {
            loaded = under_load(&mut running, &arguments, &wanted).await?;
        }
        stops.push(running.stop().await?);
    }
    let ready = Spread::of(starts.iter().map(|one| one.ready_ms).collect());
    let mib = |kib: u64| decimal(kib) / 1024.0;
    let Some(last) = starts.last() else { return Ok(ExitCode::FAILURE) };
    println!("ready after       {:.0} ms ({:.0}-{:.0})", ready.median, ready.least, ready.most);
    println!("memory at rest    {:.1} MiB, {} threads", mib(last.resident_kib), last.threads);
    for one in &loaded {
        println!("memory after      {:.1} MiB ({})", mib(one.resident_kib), one.workload);
    }
    println!("program           {:.1} MB", decimal(last.program_bytes) / 1e6);
    println!("ends after        {:.0} ms", Spread::of(stops.clone()).median);
    let told = json!({ "issuer": issuer, "starts": starts, "stops_ms": stops, "loaded": loaded });
    arguments.work.write(&arguments, told)?;
    Ok(ends(loaded.iter().map(|one| one.failed).sum()))
}

async fn under_load(
    running: &mut Running,
    arguments: &Arguments,
    wanted: &[Wanted],
) -> anyhow::Result<Vec<Loaded>> {
    let work = &arguments.work;
    if work.workload.is_empty() {
        return Ok(Vec::new());
    }
    let site = Site::open(&arguments.target, work, running.pid()).await?;
    site.gate(wanted, work).await?;
    let mut loaded = Vec::new();
    for (recipe, client) in wanted {
        let mut lanes = site.lanes(*recipe, client.as_deref(), work).await?;
        try_first(&mut lanes, work).await?;
        let measured = lanes.work(work.settings()).await?;
        eprintln!("  {}", measured.line());
        tell_failures(&measured);
        loaded.push(Loaded {
            workload: measured.workload,
            failed: measured.failed,
            resident_kib: running.resident()?,
        });
    }
    Ok(loaded)
}
