//! `signet audit list`.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use crate::admin::{AdminError, Office, audit, users};
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::table;
use crate::cli::terminal::Terminal;
use crate::config::value::life;
use crate::model::audit_event::EventKind;
use crate::store::auth_events::Filter;

/// Show events, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit list
  signet audit list --kind login.failed --since 1h
  signet audit list --user ada@example.com --since 2030-01-01T00:00:00Z --limit 1000 --json")]
pub(in crate::cli) struct Args {
    /// Only events of this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(EventKind::ALL.iter().map(|kind| kind.as_str())))]
    kind: Option<String>,
    /// Only about this account: id, e-mail address or user name; the id alone once it was removed
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Only through this client
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Only since then: 30m, 2h, 7d, or a moment such as 2030-01-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<Since>,
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open_to_read(terminal).await?;
        let events = closing(office, async |office| self.find(office).await).await?;
        let rows = events.iter().map(row).collect();
        let headings = ["AT", "EVENT", "OUTCOME", "BY", "USER", "CLIENT", "MORE"];
        self.format.print(terminal, &Value::Array(events), || table(&headings, rows, "no such events"))
    }

    async fn find(&self, office: &Office) -> Result<Vec<Value>, AdminError> {
        let user = match &self.user {
            // An account that is gone still has its events, under its id.
            Some(user) => Some(match user.parse() {
                Ok(id) => id,
                Err(_) => users::find(office, user).await.map_err(by_id)?.user.id,
            }),
            None => None,
        };
        let now = office.clock.now();
        let filter = Filter {
            kind: self.kind.clone(),
            user_id: user,
            client_id: self.client.clone(),
            since: self.since.map(|since| since.before(now)),
            limit: self.limit,
        };
        audit::list(office, &filter).await
    }
}

/// The names of an account go with it, its events do not.
fn by_id(error: AdminError) -> AdminError {
    match error {
        AdminError::NotFound { what, id } => AdminError::Refused(format!(
            "there is no {what} {id:?}; the events of one that was removed are found by its id, which \
             `signet audit list --kind user.deleted` shows"
        )),
        other => other,
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

/// A moment, or how long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    At(DateTime<Utc>),
    Ago(TimeDelta),
}

impl Since {
    fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Ago(span) => now.checked_sub_signed(span).unwrap_or(DateTime::UNIX_EPOCH),
        }
    }
}

impl FromStr for Since {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::At(at.to_utc()));
        }
        life(text).map(Self::Ago).ok_or("expected 30m, 2h, 7d, or a moment such as 2030-01-01T00:00:00Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_moment_or_a_time_ago() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(10);
        let before = |text: &str| text.parse::<Since>().map(|since| since.before(now));
        assert_eq!(before("7d"), Ok(DateTime::UNIX_EPOCH + TimeDelta::days(3)));
        assert_eq!(before("1970-01-02T02:00:00+02:00"), Ok(DateTime::UNIX_EPOCH + TimeDelta::days(1)));
        for text in ["", "yesterday", "-1h", "2030-01-01"] {
            assert!(before(text).is_err(), "{text}");
        }
    }
}
