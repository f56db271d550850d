//! The audit log: append only, partitioned by seven days on PostgreSQL.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The width of a partition: seven days, aligned on Mondays 00:00 UTC.
pub const PARTITION_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;

/// 1970-01-05, the first Monday of the epoch.
const FIRST_MONDAY_MILLIS: i64 = 4 * 24 * 60 * 60 * 1000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        let partitioned = if postgres { " PARTITION BY RANGE (at)" } else { "" };
        dialect::run(manager, &TABLES.replace("{partitioned}", partitioned)).await?;
        dialect::run(manager, if postgres { POSTGRES } else { SQLITE }).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE auth_event_personal;\nDROP TABLE auth_event;\n").await
    }
}

/// The partition that a moment falls into, counted in weeks.
pub const fn partition_of(millis: i64) -> i64 {
    (millis - FIRST_MONDAY_MILLIS).div_euclid(PARTITION_MILLIS)
}

/// Where a partition begins.
pub const fn partition_start(week: i64) -> i64 {
    FIRST_MONDAY_MILLIS + week * PARTITION_MILLIS
}

/// PostgreSQL statements that make the partitions holding `now_millis` and the `weeks` after it.
/// Each may run again: what exists is left alone.
pub fn partition_statements(now_millis: i64, weeks: i64) -> Vec<String> {
    let index = partition_of(now_millis);
    let mut statements = Vec::new();
    for week in index..=index + weeks {
        let from = partition_start(week);
        let to = from + PARTITION_MILLIS;
        for table in ["auth_event", "auth_event_personal"] {
            statements.push(format!(
                "CREATE TABLE IF NOT EXISTS {table}_w{week} PARTITION OF {table} FOR VALUES FROM ({from}) TO ({to})"
            ));
        }
    }
    statements
}

// An event's row never changes but for two things: the sealer numbers it, once.
// Its personal values may be deleted; nothing else may.
const TABLES: &str = r"
CREATE TABLE auth_event (
    id {uuid} NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    reason text,
    actor_kind text NOT NULL,
    actor text,
    user_id {uuid},
    client_id text,
    session_id {uuid},
    family_id {uuid},
    generation bigint,
    risk integer,
    request_id text,
    detail {json},
    personal_digest {bytes},
    sequence bigint,
    chain {bytes},
    PRIMARY KEY (id, at)
){partitioned};
CREATE TABLE auth_event_personal (
    event_id {uuid} NOT NULL,
    at bigint NOT NULL,
    user_id {uuid},
    salt {bytes} NOT NULL,
    address text,
    country text,
    user_agent text,
    identifier text,
    PRIMARY KEY (event_id, at)
){partitioned};
CREATE INDEX auth_event_at ON auth_event (at);
CREATE INDEX auth_event_family_id ON auth_event (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX auth_event_user_id ON auth_event (user_id, at) WHERE user_id IS NOT NULL;
CREATE INDEX auth_event_personal_user_id ON auth_event_personal (user_id) WHERE user_id IS NOT NULL;
";

const POSTGRES: &str = r"
CREATE TABLE auth_event_default PARTITION OF auth_event DEFAULT;
CREATE TABLE auth_event_personal_default PARTITION OF auth_event_personal DEFAULT;
";

const SQLITE: &str = r"
CREATE TRIGGER auth_event_is_append_only BEFORE UPDATE ON auth_event
WHEN OLD.sequence IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.kind IS NOT OLD.kind
  OR NEW.outcome IS NOT OLD.outcome OR NEW.reason IS NOT OLD.reason OR NEW.actor IS NOT OLD.actor
  OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.user_id IS NOT OLD.user_id OR NEW.client_id IS NOT OLD.client_id
  OR NEW.session_id IS NOT OLD.session_id OR NEW.family_id IS NOT OLD.family_id
  OR NEW.generation IS NOT OLD.generation OR NEW.detail IS NOT OLD.detail
  OR NEW.personal_digest IS NOT OLD.personal_digest
BEGIN SELECT RAISE(ABORT, 'auth_event is append only'); END;
CREATE TRIGGER auth_event_personal_is_append_only BEFORE UPDATE ON auth_event_personal
BEGIN SELECT RAISE(ABORT, 'auth_event_personal is append only'); END;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_weeks_that_begin_on_monday() {
        let monday = 1_764_547_200_000; // 2025-12-01T00:00:00Z
        let statements = partition_statements(monday, 1);
        assert_eq!(statements.len(), 4);
        assert!(statements[0].ends_with(&format!("FROM ({monday}) TO ({})", monday + PARTITION_MILLIS)));
        assert_eq!(partition_statements(monday - 1, 0)[0], partition_statements(monday - 1000, 0)[0]);
        assert_ne!(partition_statements(monday - 1, 0)[0], statements[0]);
    }
}
