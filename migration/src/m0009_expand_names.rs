//! Names that were freed by an erasure or a change, as hashes: nobody else gets them for a while. And whether a password was
//! set by a link in a mail: a code by mail is then no second factor beside it.

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
        dialect::run(manager, DOWN).await
    }
}

// No id of a person: an erasure leaves nothing by which somebody is found.
const UP: &str = r#"
CREATE TABLE freed_name (
    digest {bytes} PRIMARY KEY,
    holder {bytes} NOT NULL,
    keep_until bigint NOT NULL
);
CREATE INDEX freed_name_keep_until ON freed_name (keep_until);
ALTER TABLE "user" ADD COLUMN password_by_mail boolean NOT NULL DEFAULT FALSE;
"#;

const DOWN: &str = r#"
ALTER TABLE "user" DROP COLUMN password_by_mail;
DROP TABLE freed_name;
"#;
