//! `conformance compare`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::measuring::{Site, Wanted, Work, apart, ends, tell_failures, try_first};
use crate::load::compare::{Comparison, rounds};
use crate::load::measured::Measured;

#[derive(Debug, Args, Serialize)]
#[command(after_help = "\
Example:
  conformance compare --first signet.json --second peer.json --rounds 5 --workload refresh@web --workload jwks
A client that is named must be in both target files; where none is named, the first that fits in
both asks. Rounds of the two alternate; ratios are taken round by round.
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
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    #[command(flatten)]
    #[serde(flatten)]
    work: Work,
}

/// One of the two providers.
struct Side {
    /// What messages call it.
    name: String,
    site: Site,
}

pub(super) async fn compare(arguments: Arguments) -> anyhow::Result<ExitCode> {
    apart(|| run(arguments)).await
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let work = &arguments.work;
    let wanted = work.begun()?;
    let first = Side::open("first", &arguments.first, work, arguments.first_pid).await?;
    let second = Side::open("second", &arguments.second, work, arguments.second_pid).await?;
    let wanted: Vec<_> = wanted.into_iter().map(|one| for_both(one, &first.site, &second.site)).collect();
    for side in [&first, &second] {
        side.site.gate(&wanted, work).await.with_context(|| side.name.clone())?;
    }
    println!("1: {}, 2: {}", first.site.issuer(), second.site.issuer());
    println!("A ratio is the median of the rounds' own ratios, and above 1 where the first is ahead.");
    for (side, option) in [(&first, "--first-pid"), (&second, "--second-pid")] {
        if !side.site.is_watched() {
            println!("CPU time needs the provider's pid: the {} has none ({option})", side.name);
        }
    }
    println!("{}", Comparison::heading());
    let mut all = Vec::new();
    for (recipe, client) in &wanted {
        let mut lanes = Vec::new();
        for side in [&first, &second] {
            let ready = async {
                let mut lanes = side.site.lanes(*recipe, client.as_deref(), work).await?;
                try_first(&mut lanes, work).await?;
                anyhow::Ok(lanes)
            };
            lanes.push(ready.await.with_context(|| side.name.clone())?);
        }
        let [one, other] = &mut lanes[..] else { anyhow::bail!("two providers are compared") };
        let told = |measured: &Measured| {
            eprintln!("  {}", measured.line());
            tell_failures(measured);
        };
        let compared = rounds(one, other, arguments.rounds, work.settings(), told).await?;
        println!("{}", compared.line());
        all.push(compared);
    }
    let told = json!({ "first": first.site.issuer(), "second": second.site.issuer(), "workloads": all });
    arguments.work.write(&arguments, told)?;
    Ok(ends(all.iter().map(Comparison::failed).sum()))
}

impl Side {
    async fn open(which: &str, target: &Path, work: &Work, pid: Option<u32>) -> anyhow::Result<Self> {
        let opened = Site::open(target, work, pid).await;
        let site = opened.with_context(|| format!("{which} target ({})", target.display()))?;
        Ok(Self { name: format!("{which} target ({})", site.issuer()), site })
    }
}

/// Where nobody says which client asks, the same asks both, if there is one that both have.
fn for_both((recipe, client): Wanted, first: &Site, second: &Site) -> Wanted {
    let others = second.fitting(recipe.role);
    let mut common = first.fitting(recipe.role).into_iter().filter(|id| others.contains(id));
    let client = client.or_else(|| common.next().map(str::to_owned));
    (recipe, client)
}
