//! `signet backup`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::json;

use super::answer::Format;
use super::place::{Place, unhurried};
use super::table::moment;
use super::terminal::Terminal;
use crate::audit;
use crate::clock::{Clock as _, SystemClock};
use crate::entropy::SystemEntropy;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::store::backup::{self, Held};
use crate::store::{Db, StoreError, file};

/// Copy the SQLite database into a new file, while the server runs
///
/// The copy is that of one moment; nobody waits for it. The master key is not in it: keep that apart, since without it
/// the backup cannot be restored. Signing keys are in it, sealed, and so is personal data.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet backup --to /var/backups/signet-2026-11-30.db
  signet backup --data ./signet-data --to copy.db --json")]
pub(super) struct Args {
    /// The file to make; one that is there is never written over
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let config = self.place.read(terminal)?;
        let (url, file) =
            self.place.sqlite_file(&config, "back it up with pg_dump or continuous archiving, ")?;
        self.place.check_is_there(&config, &file)?;
        file::check(url.expose()).await.with_context(|| config.database_named())?;
        let now = SystemClock.now();
        let held = backup::take(&file, &self.to, now, |done, all| {
            terminal.progress(&how_far(done, all));
        })
        .await?;
        terminal.end_progress();
        // A release before this one may run on it: to its log we add nothing.
        if held.schema.is_usable()
            && let Err(error) = record(url.expose(), &self.to, &held).await
        {
            terminal.note(&format!("the audit log does not tell of this backup: {error}"));
        }
        let answer = json!({"file": self.to, "master_key": "not included", "holds": describe(&held)});
        self.format.print(terminal, &answer, || {
            format!(
                "{} holds {}\nThe master key is not in it: keep it apart. Without it the backup cannot be restored.",
                self.to.display(),
                told(&held)
            )
        })
    }
}

/// What a file holds, for programs.
pub(super) fn describe(held: &Held) -> serde_json::Value {
    json!({
        "issuer": held.issuer, "taken_at": held.taken_at, "schema": held.last_step, "users": held.people,
        "clients": held.clients, "bytes": held.bytes,
    })
}

/// The same for people.
pub(super) fn told(held: &Held) -> String {
    let issuer = held.issuer.as_deref().unwrap_or("no issuer yet");
    let taken = held.taken_at.map(|at| format!(" as of {}", moment(at)));
    format!(
        "{issuer}{}: {} users, {} clients, {}, schema {}",
        taken.unwrap_or_default(),
        held.people,
        held.clients,
        size(held.bytes),
        held.last_step
    )
}

/// How far a copy has come.
pub(super) fn how_far(done: u64, all: u64) -> String {
    format!("{} of about {}", size(done), size(all))
}

fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1_000_000_000, "GB"), (1_000_000, "MB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(
        || format!("{} kB", bytes.div_ceil(1000)),
        |(unit, name)| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    )
}

/// Everything that anybody may know of the people here has left the database: the log tells so.
async fn record(address: &str, to: &Path, held: &Held) -> Result<(), StoreError> {
    let detail = json!({"file": to, "bytes": held.bytes, "schema": held.last_step});
    let event = AuditEvent {
        actor: Actor::Operator,
        detail: Some(detail),
        ..AuditEvent::of(EventKind::StoreBackedUp, &Origin::default())
    };
    let recorded = audit::prepare(event, &SystemEntropy, SystemClock.now());
    let db = Db::open(address, &unhurried()).await?;
    let written = audit::record(&db, recorded).await;
    db.close().await;
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_a_unit_that_fits() {
        let told = [0, 1, 4096, 1_000_000, 45_678_901, 7_950_000_000].map(size);
        assert_eq!(told, ["0 kB", "1 kB", "5 kB", "1.0 MB", "45.6 MB", "7.9 GB"]);
    }
}
