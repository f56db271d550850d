//! Mails that wait to be sent: written with the change that they tell of, deleted once a server has taken them.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE mail;\n").await
    }
}

// The letter is sealed: it may hold a link that sets a password.
const UP: &str = r"
CREATE TABLE mail (
    id {uuid} NOT NULL PRIMARY KEY,
    letter text NOT NULL,
    recipient text NOT NULL,
    user_id {uuid},
    sealed {bytes} NOT NULL,
    attempts bigint NOT NULL,
    next_try_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX mail_next_try_at ON mail (next_try_at);
CREATE INDEX mail_expires_at ON mail (expires_at);
";
