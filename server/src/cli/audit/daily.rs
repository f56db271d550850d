//! `signet audit daily`.

use chrono::{DateTime, NaiveDate, Utc};
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use super::lines::{cell, csv};
use crate::admin::audit;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::table;
use crate::cli::terminal::Terminal;
use crate::model::audit_event::{EventKind, Outcome};
use crate::store::audit_daily::{Days, day_of};

const COLUMNS: [&str; 5] = ["day", "kind", "outcome", "country", "events"];

/// Show how many events of each kind a day had
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit daily --since 2030-01-01
  signet audit daily --kind login.failed --until 2030-02-01
  signet audit daily --format csv > daily.csv

Days are those of UTC. An event counts some seconds after it happened, when it is sealed. The counts stay when retention removes the events;
signet audit verify compares them with the events that are there.")]
pub(in crate::cli) struct Args {
    /// From this day on, such as 2030-01-01
    #[arg(long, value_name = "DAY")]
    since: Option<NaiveDate>,
    /// Before this day
    #[arg(long, value_name = "DAY")]
    until: Option<NaiveDate>,
    /// Only events of this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(EventKind::ALL.iter().map(|kind| kind.as_str())))]
    kind: Option<String>,
    /// Only those that ended so
    #[arg(long, value_name = "OUTCOME", value_parser = PossibleValuesParser::new(Outcome::ALL.iter().map(|outcome| outcome.as_str())))]
    outcome: Option<String>,
    /// How counts are written
    #[arg(long = "format", value_name = "FORMAT", value_enum, default_value_t = Form::Table, conflicts_with = "json")]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Columns for people
    Table,
    /// One JSON object a line
    Ndjson,
    /// Comma separated values with a heading (RFC 4180)
    Csv,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let day = |day: NaiveDate| day_of(DateTime::<Utc>::from_naive_utc_and_offset(day.into(), Utc));
        let days = Days {
            since: self.since.map(day),
            until: self.until.map(day),
            kind: self.kind,
            outcome: self.outcome,
        };
        let office = self.place.open_to_read(terminal).await?;
        let rows = closing(office, async |office| audit::daily(office, &days).await).await?;
        match self.form {
            Form::Table => {
                let shown =
                    rows.iter().map(|row| COLUMNS.map(|column| cell(&row[column])).to_vec()).collect();
                let headings = ["DAY", "EVENT", "OUTCOME", "COUNTRY", "EVENTS"];
                self.format
                    .print(terminal, &Value::Array(rows), || table(&headings, shown, "no such events"))?;
            }
            Form::Ndjson => {
                for row in &rows {
                    terminal.say(&row.to_string())?;
                }
            }
            Form::Csv => {
                terminal.say(&csv(COLUMNS.map(str::to_owned).as_slice())?)?;
                for row in &rows {
                    terminal.say(&csv(&COLUMNS.map(|column| cell(&row[column])))?)?;
                }
            }
        }
        Ok(())
    }
}
