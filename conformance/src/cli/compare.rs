//! `conformance compare`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::load::{Site, Work, write};
use crate::load;
use crate::load::compare::{Comparison, rounds};

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  conformance compare --first signet.json --second peer.json --rounds 5 --workload refresh@web --workload jwks
Both providers have clients of the same names. Their rounds alternate; ratios are taken round by round.
Pin both providers to one core and the driver to another.")]
pub(super) struct Arguments {
    /// Target file of the first provider, with its pid
    #[arg(long, value_name = "FILE")]
    first: PathBuf,
    /// Target file of the second
    #[arg(long, value_name = "FILE")]
    second: PathBuf,
    /// Process of the first [default: its file's pid]
    #[arg(long, value_name = "PID")]
    first_pid: Option<u32>,
    /// Process of the second
    #[arg(long, value_name = "PID")]
    second_pid: Option<u32>,
    /// Rounds
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    #[command(flatten)]
    work: Work,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

pub(super) async fn compare(arguments: Arguments) -> anyhow::Result<ExitCode> {
    tokio::task::spawn_blocking(|| load::runtime()?.block_on(run(arguments))).await?
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let work = &arguments.work;
    let wanted = work.wanted()?;
    let first = Site::open(&arguments.first, work, arguments.first_pid).await?;
    let second = Site::open(&arguments.second, work, arguments.second_pid).await?;
    first.gate(&wanted, work).await?;
    second.gate(&wanted, work).await?;
    println!("{}", Comparison::heading());
    let mut all = Vec::new();
    for (recipe, client) in wanted {
        let mut one = first.lanes(recipe, client.as_deref(), work).await?;
        let mut other = second.lanes(recipe, client.as_deref(), work).await?;
        let told = |measured: &load::measured::Measured| {
            eprintln!("  {}", measured.line());
            measured.failures.iter().for_each(|failure| eprintln!("  failed: {failure}"));
        };
        let compared = rounds(&mut one, &mut other, arguments.rounds, work.settings(), told).await?;
        println!("{}", compared.line());
        all.push(compared);
    }
    write(arguments.json.as_deref(), &all)?;
    let is_right = all.iter().all(|compared| compared.failed() == 0);
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
