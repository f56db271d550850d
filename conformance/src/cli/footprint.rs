//! `conformance footprint`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::load::{Site, Work, write};
use crate::load;
use crate::load::compare::Spread;
use crate::load::footprint::{Running, start};

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  conformance footprint --target target.json -- signet dev --data ./data --listen 127.0.0.1:8080
Starts the command again and again, with whatever it has kept; the last time it is loaded with every workload that is
named. The command must become the provider itself: a shell in between would be measured in its place.")]
pub(super) struct Arguments {
    /// Issuer, clients and people as JSON
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// How often it is started
    #[arg(long, value_name = "N", default_value_t = 5)]
    starts: usize,
    #[command(flatten)]
    work: Work,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// What starts the provider
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub(super) async fn footprint(arguments: Arguments) -> anyhow::Result<ExitCode> {
    tokio::task::spawn_blocking(|| load::runtime()?.block_on(run(arguments))).await?
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let issuer = Site::issuer(&arguments.target)?;
    let (mut starts, mut stops, mut loaded) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=arguments.starts.max(1) {
        let running = start(&arguments.command, &issuer).await?;
        eprintln!("start {number}: {:.0} ms, {} KiB", running.start.ready, running.start.resident);
        starts.push(running.start);
        if number == arguments.starts.max(1) {
            loaded = under_load(&running, &arguments).await?;
        }
        stops.push(running.stop().await?);
    }
    let ready = Spread::of(starts.iter().map(|one| one.ready).collect());
    let mib = |kib: u64| Spread::of(vec![load::measured::decimal(kib) / 1024.0]).median;
    let Some(last) = starts.last() else { return Ok(ExitCode::FAILURE) };
    println!("ready after       {:.0} ms ({:.0}-{:.0})", ready.median, ready.least, ready.most);
    println!("memory at rest    {:.1} MiB, {} threads", mib(last.resident), last.threads);
    for (workload, resident) in &loaded {
        println!("memory after      {:.1} MiB ({workload})", mib(*resident));
    }
    println!("program           {:.1} MB", load::measured::decimal(last.program) / 1e6);
    println!("ends after        {:.0} ms", Spread::of(stops.clone()).median);
    let all = json!({ "starts": starts, "stops": stops, "loaded": loaded });
    write(arguments.json.as_deref(), &all)?;
    Ok(ExitCode::SUCCESS)
}

async fn under_load(running: &Running, arguments: &Arguments) -> anyhow::Result<Vec<(String, u64)>> {
    let work = &arguments.work;
    let site = Site::open(&arguments.target, work, running.pid()).await?;
    let mut loaded = Vec::new();
    for (recipe, client) in work.wanted()?.into_iter().filter(|_| !work.workload.is_empty()) {
        let mut lanes = site.lanes(recipe, client.as_deref(), work).await?;
        eprintln!("  {}", lanes.work(work.settings()).await?.line());
        loaded.push((recipe.name.to_owned(), running.resident()?));
    }
    Ok(loaded)
}
