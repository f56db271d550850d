//! `signet audit export`.

use clap::ValueEnum;

use super::filter::Which;
use super::lines::{cell, csv};
use crate::admin::Office;
use crate::admin::audit::Export;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// The columns of CSV: every member that an event may have.
const COLUMNS: [&str; 20] = [
    "number",
    "id",
    "at",
    "kind",
    "outcome",
    "reason",
    "actor_kind",
    "actor",
    "user_id",
    "client_id",
    "session_id",
    "family_id",
    "generation",
    "risk",
    "request_id",
    "detail",
    "address",
    "country",
    "user_agent",
    "identifier",
];

/// Print sealed events in the order of their numbers, to keep them elsewhere
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit export > events.ndjson
  signet audit export --after 120000 >> events.ndjson
  signet audit export --format csv --kind login.failed --since 7d > failed.csv

An event gets its number some seconds after it happened. The last number that was read is told on standard error: an export
that goes on with --after NUMBER misses nothing and repeats nothing. The export itself is an event too.")]
pub(in crate::cli) struct Args {
    /// How events are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Form::Ndjson)]
    format: Form,
    /// Those after the event with this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    after: i64,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One JSON object a line
    Ndjson,
    /// Comma separated values with a heading (RFC 4180)
    Csv,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        closing(office, async |office| self.print(office, terminal).await).await
    }

    async fn print(&self, office: &Office, terminal: &mut Terminal) -> anyhow::Result<()> {
        let mut export = Export::begin(office, self.after, self.which.filter(office).await?).await?;
        let (mut through, mut events) = (self.after, 0);
        if self.format == Form::Csv {
            terminal.say(&csv(COLUMNS.map(str::to_owned).as_slice())?)?;
        }
        while let Some(page) = export.next(office).await? {
            for event in &page.events {
                let text = match self.format {
                    Form::Ndjson => event.to_string(),
                    Form::Csv => csv(&COLUMNS.map(|column| cell(&event[column])))?,
                };
                terminal.say(&text)?;
            }
            events += page.events.len();
            through = page.through;
        }
        terminal.note(&format!("{events} events; go on with --after {through}"));
        Ok(())
    }
}
