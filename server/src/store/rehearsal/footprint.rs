//! What a step leaves behind in the session that runs it: tables, rows, locks.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

/// A lock on a table that was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Which table; of SQLite the whole file.
    pub table: String,
    /// As the database calls it.
    pub mode: String,
    /// Whom it stops.
    pub stops: Stops,
}

/// Whom a lock stops for as long as it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stops {
    /// Nobody who reads or writes rows.
    Nobody,
    /// Those who write.
    Writers,
    /// Those who read, too.
    Everybody,
}

impl Stops {
    /// The word for people and for JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Writers => "writers",
            Self::Everybody => "everybody",
        }
    }
}

/// PostgreSQL's locks of tables, weakest first, as its manual has them under "Table-Level Locks".
const MODES: [(&str, Stops); 8] = [
    ("AccessShareLock", Stops::Nobody),
    ("RowShareLock", Stops::Nobody),
    ("RowExclusiveLock", Stops::Nobody),
    ("ShareUpdateExclusiveLock", Stops::Nobody),
    ("ShareLock", Stops::Writers),
    ("ShareRowExclusiveLock", Stops::Writers),
    ("ExclusiveLock", Stops::Writers),
    ("AccessExclusiveLock", Stops::Everybody),
];

/// How things stand at a moment.
pub(super) struct Footprint {
    backend: DbBackend,
    /// By a number that stays when a table is renamed: its name, and where its rows lie.
    tables: BTreeMap<i64, (String, i64)>,
    /// Rows that this session has written so far.
    rows: i64,
    /// Pairs of a table's number and a place in [`MODES`].
    locks: BTreeSet<(i64, usize)>,
}

impl Footprint {
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let backend = db.get_database_backend();
        let ask = async |sql: &str| db.query_all_raw(Statement::from_string(backend, sql)).await;
        let [tables, rows, locks] = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
        let table = |row: QueryResult| -> Result<(i64, (String, i64)), DbErr> {
            Ok((row.try_get("", "id")?, (row.try_get("", "name")?, row.try_get("", "place")?)))
        };
        let written = ask(rows).await?;
        let written: Option<i64> = written.first().map(|row| row.try_get("", "written")).transpose()?;
        let mut held = BTreeSet::new();
        for row in ask(locks).await? {
            let (id, mode): (i64, String) = (row.try_get("", "id")?, row.try_get("", "mode")?);
            held.extend(MODES.iter().position(|(name, _)| *name == mode).map(|at| (id, at)));
        }
        Ok(Self {
            backend,
            tables: ask(tables).await?.into_iter().map(table).collect::<Result<_, DbErr>>()?,
            rows: written.unwrap_or_default(),
            locks: held,
        })
    }

    /// Rows written since; one of them is the note that the step was run.
    pub(super) fn rows_since(&self, before: &Self) -> u64 {
        u64::try_from(self.rows - before.rows - 1).unwrap_or_default()
    }

    /// Tables that were there before, by their names now, whose rows lie elsewhere.
    pub(super) fn rebuilt_since(&self, before: &Self) -> Vec<String> {
        let was =
            |name: &str| before.tables.values().find(|(known, _)| known == name).map(|(_, place)| *place);
        let moved = self.tables.values().filter(|(name, place)| was(name).is_some_and(|was| was != *place));
        moved.map(|(name, _)| name.clone()).collect()
    }

    /// The strongest lock on each table that was there before.
    pub(super) fn locks_since(&self, before: &Self) -> Vec<Lock> {
        if self.backend != DbBackend::Postgres {
            // One writes at a time, whatever it writes; who reads goes on.
            let whole =
                Lock { table: "the whole file".into(), mode: "write lock".into(), stops: Stops::Writers };
            return vec![whole];
        }
        let strongest: BTreeMap<i64, usize> = self.locks.difference(&before.locks).copied().collect();
        let told = strongest.into_iter().filter_map(|(id, at)| {
            let (table, _) = before.tables.get(&id)?;
            let (mode, stops) = MODES[at];
            Some(Lock { table: table.clone(), mode: mode.to_owned(), stops })
        });
        told.collect()
    }
}

/// Tables, rows written, locks held.
const POSTGRES: [&str; 3] = [
    "SELECT c.oid::bigint AS id, c.relname::text AS name, COALESCE(pg_relation_filenode(c.oid), 0)::bigint AS place \
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname <> 'seaql_migrations'",
    "SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint AS written FROM pg_stat_xact_user_tables",
    "SELECT relation::bigint AS id, mode::text AS mode FROM pg_locks \
     WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted",
];
const SQLITE: [&str; 3] = [
    "SELECT rowid AS id, name, rootpage AS place FROM sqlite_master WHERE type = 'table' \
     AND substr(name, 1, 7) <> 'sqlite_' AND name <> 'seaql_migrations'",
    "SELECT total_changes() AS written",
    "SELECT 0 AS id, '' AS mode WHERE 0",
];
