//! What a database is made of, by name: tables with their columns, indexes and triggers. The steps of this release make
//! all that `layout/` lists; what of it is not there, somebody has taken away since.
//!
//! The lists are files, one for each kind of database, because PostgreSQL has no place where a diagnosis could migrate for
//! comparison. A test migrates, and holds them to what that makes. Whatever is there besides is left to itself: a newer
//! release adds before it takes away.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::StoreError;

const SQLITE: &str = include_str!("sqlite.txt");
const POSTGRES: &str = include_str!("postgres.txt");

/// The parts of this release that the database lacks, such as `table role` or `trigger a of auth_event`. What belongs to
/// a table that is missing is not named beside it.
pub(super) async fn lacking(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let there = parts(db).await?;
    let expected = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    Ok(lacking_of(expected, &there))
}

fn lacking_of(expected: &str, there: &BTreeSet<String>) -> Vec<String> {
    let lacks = |part: &str| !there.contains(part);
    let is_of_missing_table =
        |part: &str| part.rsplit_once(" of ").is_some_and(|(_, table)| lacks(&format!("table {table}")));
    let lacking = expected.lines().filter(|part| lacks(part) && !is_of_missing_table(part));
    lacking.map(str::to_owned).collect()
}

/// All that is there: `table T`, `column C of T`, `index I of T`, `trigger G of T`.
async fn parts(db: &impl ConnectionTrait) -> Result<BTreeSet<String>, StoreError> {
    let backend = db.get_database_backend();
    let ask = if backend == DbBackend::Postgres { ASK_POSTGRES } else { ASK_SQLITE };
    let rows = db.query_all_raw(Statement::from_string(backend, ask)).await?;
    let part = |row: &sea_orm::QueryResult| row.try_get("", "part");
    Ok(rows.iter().map(part).collect::<Result<_, _>>()?)
}

const ASK_SQLITE: &str = "\
    WITH own AS (SELECT * FROM sqlite_master WHERE substr(tbl_name, 1, 7) <> 'sqlite_' AND sql IS NOT NULL) \
    SELECT 'table ' || name AS part FROM own WHERE type = 'table' \
    UNION ALL SELECT 'column ' || c.name || ' of ' || own.name FROM own, pragma_table_info(own.name) c \
    WHERE own.type = 'table' \
    UNION ALL SELECT type || ' ' || name || ' of ' || tbl_name FROM own WHERE type IN ('index', 'trigger')";

/// The audit log's partitions come and go with the weeks; only their tables, and where events lie that have no partition,
/// are always there. A trigger that is switched off is as good as none.
const ASK_POSTGRES: &str = "\
    WITH own AS (SELECT c.oid, c.relname::text AS name, c.relispartition AS is_part FROM pg_class c \
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')) \
    SELECT 'table ' || name AS part FROM own WHERE NOT is_part OR name LIKE '%\\_default' \
    UNION ALL SELECT 'column ' || a.attname || ' of ' || own.name FROM own JOIN pg_attribute a ON a.attrelid = own.oid \
    WHERE NOT is_part AND a.attnum > 0 AND NOT a.attisdropped \
    UNION ALL SELECT 'index ' || c.relname || ' of ' || own.name FROM own JOIN pg_index i ON i.indrelid = own.oid \
    JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT is_part AND i.indisvalid \
    UNION ALL SELECT 'trigger ' || t.tgname || ' of ' || own.name FROM own JOIN pg_trigger t ON t.tgrelid = own.oid \
    WHERE NOT is_part AND NOT t.tgisinternal AND t.tgenabled <> 'D'";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Db, testing};

    #[tokio::test]
    async fn the_lists_are_what_the_steps_make() {
        let scratch = testing::migrated().await;
        assert_listed("sqlite.txt", SQLITE, &scratch.db).await;
        if let Some(own) = testing::own_postgres().await {
            let scratch = testing::migrated_postgres(&own).await;
            assert_listed("postgres.txt", POSTGRES, &scratch.db).await;
            scratch.db.close().await;
            testing::drop_postgres(&own).await;
        }
    }

    async fn assert_listed(name: &str, listed: &str, db: &Db) {
        let made: Vec<String> = parts(db.reader()).await.unwrap().into_iter().collect();
        let listed: Vec<&str> = listed.lines().collect();
        assert!(made == listed, "server/src/store/layout/{name} should be:\n{}", made.join("\n"));
        assert_eq!(lacking(db.reader()).await.unwrap(), Vec::<String>::new());
    }

    #[tokio::test]
    async fn what_somebody_took_away_is_named() {
        let scratch = testing::migrated().await;
        for statement in [
            "DROP TRIGGER auth_event_is_append_only",
            "DROP INDEX session_user_id",
            "ALTER TABLE role DROP COLUMN description",
            "DROP TABLE audit_daily",
        ] {
            let done =
                scratch.db.write(async |tx| Ok::<_, StoreError>(tx.execute_unprepared(statement).await?));
            done.await.unwrap();
        }
        assert_eq!(
            lacking(scratch.db.reader()).await.unwrap(),
            [
                "column description of role",
                "index session_user_id of session",
                "table audit_daily",
                "trigger auth_event_is_append_only of auth_event"
            ]
        );
    }
}
