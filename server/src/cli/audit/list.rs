//! `signet audit list`.

use serde_json::Value;
use uuid::Uuid;

use super::filter::Which;
use crate::admin::audit;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::table;
use crate::cli::terminal::Terminal;
use crate::store::auth_events::Filter;

/// Show events, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit list
  signet audit list --kind login.failed --since 1h
  signet audit list --outcome refusal --address 192.0.2.7
  signet audit list --user ada@example.com --since 2030-01-01T00:00:00Z --limit 1000 --json")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    which: Which,
    /// Those that come after the event with this id
    #[arg(long, value_name = "ID", value_parser = id)]
    after: Option<Uuid>,
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

fn id(text: &str) -> Result<Uuid, &'static str> {
    text.parse().map_err(|_| "expected the id of an event, as the list shows it with --json")
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open_to_read(terminal).await?;
        let events = closing(office, async |office| {
            let filter = self.which.filter(office).await?;
            audit::list(office, &Filter { after: self.after, limit: self.limit, ..filter }).await
        })
        .await?;
        let rows = events.iter().map(row).collect();
        let headings = ["AT", "EVENT", "OUTCOME", "BY", "USER", "CLIENT", "MORE"];
        let is_full = u64::try_from(events.len()).is_ok_and(|length| length == self.limit);
        let last = events.last().filter(|_| is_full).and_then(|last| last["id"].as_str()).map(str::to_owned);
        self.format.print(terminal, &Value::Array(events), || table(&headings, rows, "no such events"))?;
        if let Some(last) = last {
            terminal.note(&format!("there may be more: --after {last}"));
        }
        Ok(())
    }
}

fn row(event: &Value) -> Vec<String> {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let by = match text("actor") {
        actor if actor.is_empty() => text("actor_kind"),
        actor => actor,
    };
    let detail = event.get("detail").map(Value::to_string);
    let more = [Some(text("reason")), detail, Some(text("address")), Some(text("identifier"))];
    let more = more.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    vec![text("at"), text("kind"), text("outcome"), by, text("user_id"), text("client_id"), more.join(" ")]
}
