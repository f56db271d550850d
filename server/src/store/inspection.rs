//! A look at a database that leaves it as it is: for whoever diagnoses, while servers use it.
//!
//! SQLite is opened for reading alone, PostgreSQL in sessions whose transactions are read-only. What is found are plain
//! values; whether they are good is the asker's to judge.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement};
use tokio::sync::Semaphore;

use super::pool::Pool;
use super::reader::{Reader, Remote};
use super::schema::{self, Schema};
use super::statements::Counter;
use super::sweeping::{self, Overdue};
use super::{StoreError, audit_pages, audit_seals, file, layout, leases, partitions, postgres, sqlite};
use crate::clock::from_millis;
use crate::model::audit_seal::time_of;

/// Questions at one time, and how long one may take: a whole table is counted.
const PLACES: usize = 16;
const PATIENCE: Duration = Duration::from_mins(1);

/// A database that is looked at.
#[derive(Debug)]
pub struct Inspection(Reader);

/// What PostgreSQL says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresFacts {
    /// As `server_version_num` counts: 150018 is 15.18.
    pub version: u32,
    /// Its clock.
    pub now: DateTime<Utc>,
    /// Whether it is a standby, which takes no writes.
    pub is_standby: bool,
    /// `fsync`: off, a crash of the machine may destroy the database.
    pub fsync: bool,
    /// `full_page_writes`: off, likewise.
    pub full_page_writes: bool,
    /// `synchronous_commit` of our sessions: off, a crash loses what was acknowledged last.
    pub synchronous_commit: String,
    /// The most connections that it takes.
    pub max_connections: u32,
}

/// What SQLite says of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteFacts {
    /// `wal` in every file that a server of ours has opened.
    pub journal_mode: String,
    /// What is damaged, as `PRAGMA quick_check` says; nothing where it is sound.
    pub damage: Vec<String>,
}

/// How far the audit log is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// When the oldest event happened that should be sealed and is not.
    pub oldest: Option<DateTime<Utc>>,
    /// The number of the last one that is.
    pub sealed: i64,
    /// Whether an instance holds the background work, sealing too.
    pub is_worked_on: bool,
}

impl Inspection {
    /// Opens the database at `sqlite:PATH`, which is not made, or `postgres://..`.
    ///
    /// # Errors
    /// When it cannot be reached; [`StoreError::File`] when the file is no database.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let reader = if let Some(file) = file::of(address) {
            sqlite::refuse_stranger(&file)?;
            Reader::of_sqlite(sqlite::Readers::open(&file.to_string_lossy(), 1)?, Counter::default())
        } else {
            let pool = postgres::reading_pool(address).await?;
            let pool = Pool::new(move || pool.clone());
            let remote = Remote { pool, places: Semaphore::new(PLACES), patience: PATIENCE };
            Reader::of_postgres(remote, Counter::default())
        };
        Ok(Self(reader))
    }

    /// What the functions of the nouns read from.
    pub fn reader(&self) -> &Reader {
        &self.0
    }

    /// How the schema stands to this release.
    ///
    /// # Errors
    /// When it is another program's, or does not answer.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        schema::state_of(&self.0).await
    }

    /// Tables, columns, indexes and triggers of this release that are not there.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn lacking(&self) -> Result<Vec<String>, StoreError> {
        layout::lacking(&self.0).await
    }

    /// What PostgreSQL says of itself; `None` of SQLite.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn postgres(&self) -> Result<Option<PostgresFacts>, StoreError> {
        if self.0.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let row = self.row(
            "SELECT current_setting('server_version_num')::bigint AS version, \
             (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now, pg_is_in_recovery() AS standby, \
             current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages, \
             current_setting('synchronous_commit') AS commit, \
             current_setting('max_connections')::bigint AS connections",
        );
        let row = row.await?;
        let number = |name: &str| row.try_get::<i64>("", name).map(|n| u32::try_from(n).unwrap_or_default());
        let is_on = |name: &str| row.try_get::<String>("", name).map(|text| text == "on");
        Ok(Some(PostgresFacts {
            version: number("version")?,
            now: from_millis(row.try_get("", "now")?),
            is_standby: row.try_get("", "standby")?,
            fsync: is_on("fsync")?,
            full_page_writes: is_on("pages")?,
            synchronous_commit: row.try_get("", "commit")?,
            max_connections: number("connections")?,
        }))
    }

    /// What SQLite says of the file; `None` of PostgreSQL. Reads the whole file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn sqlite(&self) -> Result<Option<SqliteFacts>, StoreError> {
        if self.0.get_database_backend() != DbBackend::Sqlite {
            return Ok(None);
        }
        let journal_mode = self.row("PRAGMA journal_mode").await?.try_get("", "journal_mode")?;
        let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(5)");
        let rows = self.0.query_all_raw(ask).await?;
        let said: Vec<String> =
            rows.iter().map(|row| row.try_get("", "quick_check")).collect::<Result<_, _>>()?;
        let damage = said.into_iter().filter(|line| line != "ok").collect();
        Ok(Some(SqliteFacts { journal_mode, damage }))
    }

    /// What is past its end since before `moment`, by its sort: a server that runs removes it.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn overdue(&self, moment: DateTime<Utc>) -> Result<Vec<Overdue>, StoreError> {
        sweeping::overdue(&self.0, moment).await
    }

    /// The beginnings of the weeks, of this one and those that servers make ahead, for which the audit log has no partition;
    /// `None` of SQLite, which has none.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn weeks_without_partition(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<DateTime<Utc>>>, StoreError> {
        partitions::lacking(&self.0, now).await
    }

    /// Whether events from before `moment` wait for their seal. What was written later than it happened is left to the
    /// hourly look of the servers.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn waiting_to_be_sealed(
        &self,
        moment: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Waiting, StoreError> {
        let head = audit_seals::head(&self.0).await?;
        let after = audit_pages::before(head.looked_until + TimeDelta::milliseconds(1));
        let oldest = audit_pages::ids(&self.0, after, moment, 1).await?;
        Ok(Waiting {
            oldest: oldest.first().map(|id| time_of(*id)),
            sealed: head.sequence,
            is_worked_on: leases::is_held(&self.0, leases::UPKEEP, now).await?,
        })
    }

    /// Whether it answers at all, with something that it has to read for.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let ask = match self.0.get_database_backend() {
            // The first page of the file.
            DbBackend::Sqlite => "SELECT COUNT(*) AS one FROM sqlite_master",
            _ => "SELECT 1 AS one",
        };
        self.row(ask).await.map(|_| ())
    }

    /// Closes it.
    pub async fn close(&self) {
        self.0.close().await;
    }

    async fn row(&self, sql: &str) -> Result<QueryResult, StoreError> {
        let ask = Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(ask).await?;
        row.ok_or_else(|| StoreError::corrupt("the database", &"itself", "it answered nothing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock as _, SystemClock};
    use crate::store::testing;

    /// An inspection sees what is there, and can write nothing.
    #[tokio::test]
    async fn it_looks_and_leaves_everything_as_it_is() {
        let now = SystemClock.now();
        let mut scratches = vec![testing::migrated().await];
        let own = testing::own_postgres().await;
        if let Some(own) = &own {
            scratches.push(testing::migrated_postgres(own).await);
        }
        for scratch in &scratches {
            let look = Inspection::open(scratch.address()).await.unwrap();
            look.ping().await.unwrap();
            assert_eq!(look.schema().await.unwrap(), Schema::Current);
            assert!(look.overdue(now).await.unwrap().iter().all(|sort| sort.rows == 0));
            for change in ["DELETE FROM setting", "CREATE TABLE mark (a INTEGER)"] {
                assert!(look.reader().execute_unprepared(change).await.is_err(), "{change}");
            }
            match (look.postgres().await.unwrap(), look.sqlite().await.unwrap()) {
                (Some(facts), None) => {
                    assert!(facts.version > 100_000 && !facts.is_standby, "{facts:?}");
                    assert!((facts.now - now).abs() < TimeDelta::minutes(1), "{facts:?}");
                }
                (None, Some(facts)) => {
                    assert_eq!(facts, SqliteFacts { journal_mode: "wal".to_owned(), damage: Vec::new() });
                }
                other => panic!("{other:?}"),
            }
            look.close().await;
        }
        drop(scratches);
        if let Some(own) = own {
            testing::drop_postgres(&own).await;
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_not_made() {
        let scratch = testing::sqlite().await;
        let file = scratch.dir().join("none.db");
        assert!(Inspection::open(&format!("sqlite:{}", file.display())).await.is_err());
        assert!(!file.exists());
    }
}
