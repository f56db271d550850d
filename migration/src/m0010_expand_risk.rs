//! What the risk of a sign-in is judged by: the countries that a person has signed in from. And the country of a session.

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
CREATE TABLE sign_in_place (
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    country text NOT NULL,
    latitude bigint,
    longitude bigint,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (user_id, country)
);
ALTER TABLE session ADD COLUMN country text;
"#;

const DOWN: &str = r"
ALTER TABLE session DROP COLUMN country;
DROP TABLE sign_in_place;
";
