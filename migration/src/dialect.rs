//! One SQL text for both databases: the few type names that differ are written in braces.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Runs each statement of `script` (separated by `;` at the end of a line).
pub(crate) async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let script = translate(manager.get_database_backend(), script);
    for statement in script.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

fn translate(backend: DatabaseBackend, script: &str) -> String {
    let words = match backend {
        DatabaseBackend::Postgres => [("{uuid}", "uuid"), ("{bytes}", "bytea"), ("{json}", "jsonb")],
        _ => [("{uuid}", "uuid_blob"), ("{bytes}", "blob"), ("{json}", "jsonb_text")],
    };
    words.iter().fold(script.to_owned(), |text, (word, meaning)| text.replace(word, meaning))
}
