//! `signet audit verify`.

use std::path::PathBuf;

use anyhow::Context as _;
use uuid::Uuid;

use crate::admin::audit::{self, Finding, Kept, Report};
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::moment;
use crate::cli::terminal::Terminal;

/// Find out whether an event was changed, removed or slipped in
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit verify
  signet audit verify --checkpoint checkpoint-2030-01-01.jwt --checkpoint checkpoint-2030-02-01.jwt --json

Ends with 1 where something is found. Without a checkpoint from elsewhere (signet audit checkpoint) the end of the log may
have been cut off or rewritten by somebody who can write to the database.")]
pub(in crate::cli) struct Args {
    /// A checkpoint that was kept elsewhere; may be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let read = |file: &PathBuf| -> anyhow::Result<Kept> {
            let text =
                std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            Ok(Kept::read(&file.display().to_string(), &text)?)
        };
        let outside = self.checkpoint.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        let office = self.place.open(terminal).await?;
        let report = closing(office, async |office| {
            audit::verify(office, &outside, |number| terminal.progress(&format!("verified up to {number}")))
                .await
        })
        .await;
        terminal.end_progress();
        let report = report?;
        self.format.print(terminal, &serde_json::to_value(&report)?, || text(&report))?;
        match report.findings.len() {
            0 => Ok(()),
            1 => anyhow::bail!("the log is not what was written: there is one finding"),
            several => anyhow::bail!("the log is not what was written: there are {several} findings"),
        }
    }
}

fn text(report: &Report) -> String {
    let Report { first, sealed, verified, waiting, days, overtaken, unproven, findings } = report;
    let mut lines = vec![if *sealed < *first {
        format!("no event is sealed yet; {waiting} wait for their seal")
    } else {
        format!(
            "{verified} events, numbers {first} to {sealed}, are as they were sealed; {waiting} wait for their seal"
        )
    }];
    if *first > 1 {
        lines.push(format!(
            "numbers 1 to {} were removed by retention, as its signed tombstone says",
            first - 1
        ));
    }
    if *days > 0 {
        let days = if *days == 1 { "one day".to_owned() } else { format!("{days} days") };
        lines.push(format!("the daily counts of {days} were compared with their events"));
    }
    lines.extend(unproven.iter().map(|file| {
        format!(
            "{file}: compared, but not signed by the log's key of today, so nobody here can tell who made it"
        )
    }));
    lines.extend(overtaken.iter().map(|number| {
        format!("checkpoint of number {number}: not compared, retention has removed what it speaks of")
    }));
    lines.extend(findings.iter().map(words));
    if !findings.is_empty() {
        lines.push("What to do now: server/docs/operate/audit-log.md".to_owned());
    }
    lines.join("\n")
}

fn words(finding: &Finding) -> String {
    let event = |number: &i64, id: &Uuid, at: &chrono::DateTime<chrono::Utc>| {
        format!("event {number} of {} ({id})", moment(*at))
    };
    match finding {
        Finding::Altered { number, id, at } => format!("{}: was changed", event(number, id, at)),
        Finding::Personal { number, id, at } => {
            format!("{}: its address, user agent or name was changed", event(number, id, at))
        }
        Finding::PersonalRemoved { number, id, at } => {
            format!("{}: its address, user agent or name was removed", event(number, id, at))
        }
        Finding::Removed { number, id, at } => format!("{}: was removed", event(number, id, at)),
        Finding::Stranger { id, at } => format!("event {id}, dated {}: was slipped in", moment(*at)),
        Finding::Gap { from, to } => format!("{}: their seals were removed", numbers(*from, *to)),
        Finding::Seal { from, to } => format!("{}: their seal was changed", numbers(*from, *to)),
        Finding::Key => {
            "the key that signs checkpoints and tombstones does not open: its row was changed, or never \
                         moved to this master key"
                .to_owned()
        }
        Finding::NoHead => "the log's head was removed: nothing is sealed until it is back".to_owned(),
        Finding::Head { says, found } => {
            format!("the log's head speaks of number {says}, its seals end with {found}")
        }
        Finding::Tombstone { before } => format!(
            "what was before {} is said to have been removed by retention, and the log's key has not signed that",
            moment(*before)
        ),
        Finding::Daily { day, kind, outcome, says, found } => {
            format!("{day}: the daily count of {kind}, {outcome}, is {says}, and the log holds {found}")
        }
        Finding::Checkpoint { file: Some(file), number, what } => {
            format!("{file}, checkpoint of number {number}: {what}")
        }
        Finding::Checkpoint { file: None, number, what } => {
            format!("checkpoint of number {number} in the database: {what}")
        }
    }
}

fn numbers(from: i64, to: i64) -> String {
    if from == to { format!("number {from}") } else { format!("numbers {from} to {to}") }
}
