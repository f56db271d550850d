//! What was acknowledged is still there after a power failure, and what is there is not damaged.

use async_trait::async_trait;

use super::{Check, Side};
use crate::causes::with_causes;
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::store::inspection::{PostgresFacts, SqliteFacts};

const RESTORE: &str = "stop the server, keep the file, and restore a backup (`signet restore --from FILE --replace`); see what the \
     disk says";

pub(super) struct Durability;

#[async_trait]
impl Check for Durability {
    fn name(&self) -> &'static str {
        names::DURABILITY
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(opened) = patient.inside.as_ref().and_then(|inside| inside.database.as_ref().ok()) else {
            return Vec::new();
        };
        match (&opened.server, &opened.file) {
            (Ok(Some(facts)), _) => {
                or_sound(of_postgres(facts), || "fsync and synchronous_commit are on".to_owned())
            }
            (_, Ok(Some(facts))) => {
                or_sound(of_sqlite(facts), || "write-ahead log; the file is sound".to_owned())
            }
            (_, Err(error)) if error.is_damage() => {
                vec![Finding::problem("a file that is not damaged", with_causes(error), RESTORE)]
            }
            (Err(error), _) | (_, Err(error)) => vec![Finding::unseen(with_causes(error))],
            _ => Vec::new(),
        }
    }
}

fn of_postgres(facts: &PostgresFacts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, is_on) in [("fsync", facts.fsync), ("full_page_writes", facts.full_page_writes)] {
        if !is_on {
            found.push(Finding::problem(
                format!("{name} = on"),
                "off: a power failure may destroy the database",
                format!("ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"),
            ));
        }
    }
    if facts.synchronous_commit == "off" {
        found.push(Finding::warning(
            "synchronous_commit = on",
            "off: after a crash a revocation that was acknowledged may be undone",
            "set synchronous_commit to on for this database (ALTER DATABASE .. SET synchronous_commit = on)",
        ));
    }
    found
}

fn of_sqlite(facts: &SqliteFacts) -> Vec<Finding> {
    let mut found = Vec::new();
    if !facts.damage.is_empty() {
        found.push(Finding::problem("a file that is not damaged", facts.damage.join("; "), RESTORE));
    }
    if facts.journal_mode != "wal" {
        found.push(Finding::warning(
            "journal_mode = wal, as every server of ours sets it",
            facts.journal_mode.clone(),
            "start the server once; where it stays so, the file lies on a network file system: move it to a local disk",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn what_a_power_failure_takes_is_told() {
        let facts = |fsync, commit: &str| PostgresFacts {
            version: 150_000,
            now: DateTime::UNIX_EPOCH,
            is_standby: false,
            fsync,
            full_page_writes: true,
            synchronous_commit: commit.to_owned(),
            max_connections: 100,
        };
        assert_eq!(of_postgres(&facts(true, "on")), []);
        assert_eq!(of_postgres(&facts(true, "remote_write")), []);
        assert!(of_postgres(&facts(false, "on"))[0].fix.as_ref().unwrap().contains("fsync = on"));
        assert!(of_postgres(&facts(true, "off"))[0].found.contains("revocation"));
    }

    #[test]
    fn a_damaged_file_is_told_with_what_is_damaged() {
        let facts = |mode: &str, damage: &[&str]| SqliteFacts {
            journal_mode: mode.to_owned(),
            damage: damage.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(of_sqlite(&facts("wal", &[])), []);
        assert_eq!(of_sqlite(&facts("wal", &["page 7 is never used"]))[0].found, "page 7 is never used");
        assert!(of_sqlite(&facts("delete", &[]))[0].fix.as_ref().unwrap().contains("local disk"));
    }
}
