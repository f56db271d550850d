//! What the background work keeps: who does it (leases), and the audit log's seals.
//!
//! An event's row never changes after it was written. Its number and digest stand in the seal of the batch that it was
//! sealed with: 48 bytes an event in place of a second write to every row. The columns that were meant for them go at once,
//! not with the next release: nothing ever wrote to them, and no release had them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, POSTGRES).await?;
            return manager.get_connection().execute_unprepared(POSTGRES_FUNCTION).await.map(drop);
        }
        dialect::run(manager, SQLITE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, "DROP FUNCTION refuse_change() CASCADE;\n").await?;
        } else {
            dialect::run(manager, "DROP TRIGGER auth_event_is_append_only;\n").await?;
        }
        dialect::run(manager, DOWN).await
    }
}

// The head has one row: whoever seals moves it by a conditional update, so that two sealers cannot both win.
// `looked_until`: every event before that moment was sealed when somebody looked.
const TABLES: &str = r"
CREATE TABLE lease (
    name text NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE audit_head (
    id bigint NOT NULL PRIMARY KEY,
    sequence bigint NOT NULL,
    chain {bytes} NOT NULL,
    looked_until bigint NOT NULL
);
CREATE TABLE audit_seal (
    first bigint NOT NULL PRIMARY KEY,
    last bigint NOT NULL,
    sealed_at bigint NOT NULL,
    earliest_at bigint NOT NULL,
    latest_at bigint NOT NULL,
    events {bytes} NOT NULL,
    chain {bytes} NOT NULL
);
CREATE INDEX audit_seal_latest_at ON audit_seal (latest_at);
CREATE TABLE audit_checkpoint (
    sequence bigint NOT NULL PRIMARY KEY,
    made_at bigint NOT NULL,
    token text NOT NULL
);
CREATE TABLE audit_tombstone (
    before bigint NOT NULL PRIMARY KEY,
    sequence bigint NOT NULL,
    chain {bytes} NOT NULL,
    events bigint NOT NULL,
    made_at bigint NOT NULL,
    token text NOT NULL
);
CREATE TABLE audit_daily (
    day bigint NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    country text NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (day, kind, outcome, country)
);
";

const POSTGRES: &str = r"
ALTER TABLE auth_event DROP COLUMN sequence, DROP COLUMN chain;
INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0);
";

const POSTGRES_FUNCTION: &str = r"
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append only', TG_ARGV[0]; END $$;
CREATE TRIGGER auth_event_is_append_only BEFORE UPDATE ON auth_event
FOR EACH ROW EXECUTE FUNCTION refuse_change('auth_event');
CREATE TRIGGER auth_event_personal_is_append_only BEFORE UPDATE ON auth_event_personal
FOR EACH ROW EXECUTE FUNCTION refuse_change('auth_event_personal');
";

const SQLITE: &str = r"
DROP TRIGGER auth_event_is_append_only;
INSERT INTO audit_head VALUES (1, 0, zeroblob(32), 0);
ALTER TABLE auth_event DROP COLUMN sequence;
ALTER TABLE auth_event DROP COLUMN chain;
CREATE TRIGGER auth_event_is_append_only BEFORE UPDATE ON auth_event
BEGIN SELECT RAISE(ABORT, 'auth_event is append only'); END;
";

const DOWN: &str = r"
ALTER TABLE auth_event ADD COLUMN sequence bigint;
ALTER TABLE auth_event ADD COLUMN chain {bytes};
DROP TABLE audit_daily;
DROP TABLE audit_tombstone;
DROP TABLE audit_checkpoint;
DROP TABLE audit_seal;
DROP TABLE audit_head;
DROP TABLE lease;
";
