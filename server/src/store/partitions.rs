//! The audit log's partitions on PostgreSQL, one for each week. SQLite has none.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use migration::{partition_of, partition_start};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::schema::LOCK;
use super::{Db, StoreError};
use crate::clock::from_millis;

/// Weeks that have a partition before they begin.
const WEEKS_AHEAD: i64 = 5;

/// Makes those of this week and of those ahead. To be called before the first event of a process and long before the last
/// of them ends: an event without a partition lies in the default one, and then its week cannot have one.
pub async fn make_ahead(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    if db.reader().get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    db.write(async move |tx| {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        make(tx, now).await
    })
    .await
}

/// The same for whoever holds the lock already.
pub(super) async fn make(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        for statement in migration::partition_statements(now.timestamp_millis(), WEEKS_AHEAD) {
            db.execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}

/// When the weeks begin, of this one and those ahead, that lack a partition of events or of their personal values; `None` of
/// SQLite. The last week ahead is left out: it is made within an hour after the present one has begun.
pub(super) async fn lacking(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<Vec<DateTime<Utc>>>, StoreError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let ask = "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
               WHERE i.inhparent IN ('auth_event'::regclass, 'auth_event_personal'::regclass)";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
    let there: BTreeSet<String> = rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?;
    let present = partition_of(now.timestamp_millis());
    let lacks = |week: &i64| {
        ["auth_event", "auth_event_personal"].iter().any(|table| !there.contains(&format!("{table}_w{week}")))
    };
    let weeks = (present..present + WEEKS_AHEAD).filter(lacks);
    Ok(Some(weeks.map(|week| from_millis(partition_start(week))).collect()))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::clock::{Clock as _, SystemClock};
    use crate::store::testing;

    #[tokio::test]
    async fn a_week_without_a_partition_of_either_table_is_named() {
        let now = SystemClock.now();
        let sqlite = testing::migrated().await;
        assert_eq!(lacking(sqlite.db.reader(), now).await.unwrap(), None);
        let Some(own) = testing::own_postgres().await else { return };
        let scratch = testing::migrated_postgres(&own).await;
        let db = &scratch.db;
        assert_eq!(lacking(db.reader(), now).await.unwrap(), Some(Vec::new()));
        assert_eq!(lacking(db.reader(), now + TimeDelta::weeks(1)).await.unwrap(), Some(Vec::new()));
        let present = partition_of(now.timestamp_millis());
        let gone = [format!("auth_event_w{present}"), format!("auth_event_personal_w{}", present + 2)];
        for table in gone {
            let drop = format!("DROP TABLE {table}");
            db.write(async move |tx| Ok::<_, StoreError>(tx.execute_unprepared(&drop).await?)).await.unwrap();
        }
        let weeks = [present, present + 2].map(|week| from_millis(partition_start(week)));
        assert_eq!(lacking(db.reader(), now).await.unwrap(), Some(weeks.to_vec()));
        make_ahead(db, now).await.unwrap();
        assert_eq!(lacking(db.reader(), now).await.unwrap(), Some(Vec::new()));
        db.close().await;
        testing::drop_postgres(&own).await;
    }
}
