//! Which steps were run, and which there are.

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::store::StoreError;

/// Where the library keeps which steps were run.
const STEPS: &str = "seaql_migrations";

/// The names of the steps that were run here.
pub(in crate::store) async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let tables = tables(db).await?;
    if !tables.iter().any(|table| table == STEPS) {
        return tables.into_iter().next().map_or(Ok(Vec::new()), |table| Err(StoreError::Foreign(table)));
    }
    let ask = Statement::from_string(db.get_database_backend(), "SELECT version FROM seaql_migrations");
    let rows = db.query_all_raw(ask).await?;
    let applied: Vec<String> = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
    // Others migrate with the same library.
    if !applied.is_empty() && !steps().iter().any(|step| applied.contains(step)) {
        return Err(StoreError::Foreign(STEPS.to_owned()));
    }
    Ok(applied)
}

/// Whether there is an answer at all. A statement that reads the file, and is as good as none.
pub(super) async fn ask(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let ask = Statement::from_string(db.get_database_backend(), "SELECT 1 FROM seaql_migrations LIMIT 1");
    db.query_one_raw(ask).await?;
    Ok(())
}

/// The tables that somebody made: none of the database's own, and none of an extension.
async fn tables(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM \
             pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
        }
        _ => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY 1"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}

/// Those of this release that were not run.
pub(super) fn missing(applied: &[String]) -> Vec<String> {
    steps().into_iter().filter(|step| !applied.contains(step)).collect()
}

/// Those of this release, in their order.
pub(super) fn steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}
