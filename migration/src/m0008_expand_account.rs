//! What a person keeps of their own account: preferences. And an index: a person's token families, for ending those of one
//! application, or all, without reading the whole table.

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

const UP: &str = r#"
CREATE TABLE user_preference (
    user_id {uuid} NOT NULL PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    document {json} NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX token_family_user_id ON token_family (user_id, client_id);
"#;

const DOWN: &str = r"
DROP INDEX token_family_user_id;
DROP TABLE user_preference;
";
