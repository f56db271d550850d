//! The audit log writes fewer pages for each event.
//!
//! Ids are ordered by time (UUID version 7), so an index of the time says nothing that the key does not, and nobody looks
//! events up by family or personal values by person: both are found through the person's events. SQLite keeps the rows in
//! the key's own tree instead of beside it. Numbers are of one width everywhere.

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
        dialect::run(manager, DROP_INDEXES).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            return dialect::run(manager, "ALTER TABLE auth_event ALTER COLUMN risk TYPE bigint;\n").await;
        }
        dialect::run(manager, &rebuilt(" WITHOUT ROWID")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, "ALTER TABLE auth_event ALTER COLUMN risk TYPE integer;\n").await?;
        } else {
            dialect::run(manager, &rebuilt("")).await?;
        }
        dialect::run(manager, INDEXES).await
    }
}

const DROP_INDEXES: &str = "DROP INDEX auth_event_at;
DROP INDEX auth_event_family_id;
DROP INDEX auth_event_personal_user_id;
";

const INDEXES: &str = "CREATE INDEX auth_event_at ON auth_event (at);
CREATE INDEX auth_event_family_id ON auth_event (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX auth_event_personal_user_id ON auth_event_personal (user_id) WHERE user_id IS NOT NULL;
";

/// SQLite changes no table's form: both are made anew and filled from the old ones.
fn rebuilt(form: &str) -> String {
    REBUILT.replace("{form}", form)
}

const REBUILT: &str = r"
ALTER TABLE auth_event RENAME TO auth_event_old;
ALTER TABLE auth_event_personal RENAME TO auth_event_personal_old;
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
    risk bigint,
    request_id text,
    detail {json},
    personal_digest {bytes},
    sequence bigint,
    chain {bytes},
    PRIMARY KEY (id, at)
){form};
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
){form};
INSERT INTO auth_event SELECT * FROM auth_event_old;
INSERT INTO auth_event_personal SELECT * FROM auth_event_personal_old;
DROP TABLE auth_event_old;
DROP TABLE auth_event_personal_old;
CREATE INDEX auth_event_user_id ON auth_event (user_id, at) WHERE user_id IS NOT NULL;
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
