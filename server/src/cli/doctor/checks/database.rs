//! The database answers, quickly, and is one to write to.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Check, Side, clocks};
use crate::causes::with_causes;
use crate::cli::doctor::finding::{Finding, Level, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::{Patient, Unopened};
use crate::config::value::DatabaseKind;
use crate::store::inspection::PostgresFacts;

/// A code flow asks a dozen times.
const SLOW: Duration = Duration::from_millis(20);
/// Older ones get no more corrections of their own authors.
const OLDEST: u32 = 140_000;
/// Connections of others: operators, backups, the listeners of our instances.
const OTHERS: u32 = 10;

pub(super) struct Database;

#[async_trait]
impl Check for Database {
    fn name(&self) -> &'static str {
        names::DATABASE
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        let url = inside.config.database_url();
        let is_postgres = url.kind() == DatabaseKind::Postgres;
        let opened = match &inside.database {
            Ok(opened) => opened,
            Err(unopened) => return vec![of_unopened(unopened, &url.to_string(), is_postgres)],
        };
        let mut found = Vec::from_iter(of_time(opened.took));
        let mut name = url.to_string();
        match &opened.server {
            Ok(Some(facts)) => {
                found.extend(of_postgres(facts, inside.config.database.max_connections));
                found.extend(of_clock(facts, opened.seen_at));
                name = format!("{name} (PostgreSQL {}.{})", facts.version / 10_000, facts.version % 10_000);
            }
            Ok(None) => {}
            Err(error) => found.push(Finding::unseen(format!(
                "whether it is one to write to, and its clock: {}",
                with_causes(error)
            ))),
        }
        or_sound(found, || format!("{name} answers in {:.1} ms", opened.took.as_secs_f64() * 1000.0))
    }
}

fn of_unopened(unopened: &Unopened, url: &str, is_postgres: bool) -> Finding {
    let (reason, fix) = match unopened {
        Unopened::Missing(reason) => {
            (reason, "`signet migrate` makes it; or correct database.url or server.data (--data)")
        }
        Unopened::Damaged(reason) => (
            reason,
            "stop the server, keep the file for whoever looks for the cause, and restore a backup: `signet restore --from \
             FILE --replace`; or correct database.url, where it names another file",
        ),
        Unopened::Away(reason) if is_postgres => {
            (reason, "start PostgreSQL, or correct database.url and database.password")
        }
        Unopened::Away(reason) => {
            (reason, "see that this user may read the file and its folder, and that nothing else holds it")
        }
    };
    Finding::problem(format!("a database at {url}"), reason, fix)
}

fn of_time(took: Duration) -> Option<Finding> {
    (took > SLOW).then(|| {
        Finding::warning(
            format!("an answer within {} ms", SLOW.as_millis()),
            format!("one after {} ms: a sign-in waits for a dozen of them", took.as_millis()),
            "bring the server and its database nearer to each other, or see what keeps the database busy",
        )
    })
}

/// Leases and lives are counted by the clocks of the instances, and whoever reads the log reads both.
fn of_clock(facts: &PostgresFacts, seen_at: DateTime<Utc>) -> Option<Finding> {
    let finding = clocks::judge("the database", facts.now, seen_at);
    (finding.level != Level::Sound).then_some(finding)
}

fn of_postgres(facts: &PostgresFacts, configured: u32) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.is_standby {
        found.push(Finding::problem(
            "a database that takes writes",
            "a standby",
            "let database.url lead to the primary",
        ));
    }
    if facts.version < OLDEST {
        found.push(Finding::warning(
            format!("PostgreSQL {} or newer", OLDEST / 10_000),
            format!("{}, which gets no corrections any more", facts.version / 10_000),
            "move to a newer PostgreSQL",
        ));
    }
    if configured.saturating_add(OTHERS) > facts.max_connections {
        found.push(Finding::warning(
            format!("room for database.max_connections ({configured}) and {OTHERS} more at the database"),
            format!("max_connections = {}", facts.max_connections),
            "lower database.max_connections, which each instance takes, or raise max_connections of PostgreSQL",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_standby_an_old_one_and_a_small_one_are_told() {
        let good = PostgresFacts {
            version: 150_018,
            now: DateTime::UNIX_EPOCH,
            is_standby: false,
            fsync: true,
            full_page_writes: true,
            synchronous_commit: "on".to_owned(),
            max_connections: 100,
        };
        let levels = |facts: &PostgresFacts, configured| -> Vec<Level> {
            of_postgres(facts, configured).iter().map(|finding| finding.level).collect()
        };
        assert_eq!(levels(&good, 16), []);
        assert_eq!(levels(&PostgresFacts { is_standby: true, ..good.clone() }, 16), [Level::Problem]);
        assert_eq!(levels(&PostgresFacts { version: 130_000, ..good.clone() }, 16), [Level::Warning]);
        assert_eq!(levels(&good, 91), [Level::Warning]);
        assert_eq!(of_clock(&good, good.now + TimeDelta::seconds(1)), None);
        let ahead = of_clock(&good, good.now - TimeDelta::minutes(2)).unwrap();
        assert_eq!((ahead.level, ahead.found.as_str()), (Level::Problem, "it is 120 s ahead"));
        assert!(of_time(Duration::from_millis(5)).is_none() && of_time(Duration::from_millis(50)).is_some());
    }
}
