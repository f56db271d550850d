//! One statement: values in, rows out.

use std::collections::BTreeMap;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, ToSql};
use sea_orm::{DbErr, ExecResult, ProxyExecResult, ProxyRow, QueryResult, RuntimeErr, Statement, Value};
use uuid::Uuid;

use super::db_err;

/// Runs a statement for its effect.
pub(in crate::store) fn execute(connection: &Connection, statement: &Statement) -> Result<ExecResult, DbErr> {
    let mut prepared = prepare(connection, statement)?;
    let mut rows = prepared.raw_query();
    while rows.next().map_err(db_err)?.is_some() {}
    // No table of ours counts its own keys.
    Ok(ProxyExecResult::new(0, connection.changes()).into())
}

/// Runs a statement for its rows, at most `most` of them.
pub(in crate::store) fn rows(
    connection: &Connection,
    statement: &Statement,
    most: usize,
) -> Result<Vec<QueryResult>, DbErr> {
    let mut prepared = prepare(connection, statement)?;
    let columns = Column::of(&prepared)?;
    let reads_only = prepared.readonly();
    let mut found = Vec::new();
    let mut rows = prepared.raw_query();
    while found.len() < most {
        let Some(row) = rows.next().map_err(db_err)? else {
            return Ok(found);
        };
        found.push(result(row, &columns)?);
    }
    if !reads_only {
        // One that writes and returns rows is done when it says so; before, no checkpoint can run.
        while rows.next().map_err(db_err)?.is_some() {}
    }
    Ok(found)
}

fn prepare<'c>(connection: &'c Connection, statement: &Statement) -> Result<CachedStatement<'c>, DbErr> {
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(db_err)?;
    let values = statement.values.iter().flat_map(|values| &values.0);
    for (place, value) in values.enumerate() {
        prepared.raw_bind_parameter(place + 1, Bound(value)).map_err(db_err)?;
    }
    Ok(prepared)
}

/// A value as SQLite keeps it: the forms that our files have had from the first day.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let owned = |value: rusqlite::types::Value| Ok(ToSqlOutput::Owned(value));
        match self.0 {
            Value::Bool(value) => value.to_sql(),
            Value::Int(value) => value.to_sql(),
            Value::BigInt(value) => value.to_sql(),
            Value::BigUnsigned(value) => match value.map(i64::try_from).transpose() {
                Ok(value) => owned(value.into()),
                Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
            },
            Value::String(value) => value.to_sql(),
            Value::Bytes(value) => value.to_sql(),
            Value::Uuid(value) => owned(value.map(|id| id.as_bytes().to_vec()).into()),
            Value::Json(value) => owned(value.as_ref().map(ToString::to_string).into()),
            other => {
                let what = format!("no column of ours holds a value like {other:?}");
                Err(rusqlite::Error::ToSqlConversionFailure(what.into()))
            }
        }
    }
}

/// A column of an answer: its name, and what its values are.
struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Bool,
    Uuid,
    Json,
    Number,
    Text,
    Bytes,
    /// As it is kept, for what is no column: a whole number of 64 bits, text or bytes.
    Stored,
}

impl Column {
    fn of(prepared: &CachedStatement<'_>) -> Result<Vec<Self>, DbErr> {
        if prepared.column_count() == 0 {
            return Ok(Vec::new());
        }
        prepared
            .columns()
            .into_iter()
            .map(|column| Ok(Self { name: column.name().to_owned(), kind: Kind::of(column.decl_type()) }))
            .collect()
    }
}

impl Kind {
    /// The type a column was declared with: the migrations' words. SQLite keeps those it knows itself in capitals.
    fn of(declared: Option<&str>) -> Self {
        const KINDS: [(&str, Kind); 7] = [
            ("bigint", Kind::Number),
            ("text", Kind::Text),
            ("uuid_blob", Kind::Uuid),
            ("blob", Kind::Bytes),
            ("jsonb_text", Kind::Json),
            ("boolean", Kind::Bool),
            ("integer", Kind::Number),
        ];
        let is = |name: &str| declared.is_some_and(|word| word.eq_ignore_ascii_case(name));
        KINDS.into_iter().find(|(name, _)| is(name)).map_or(Self::Stored, |(_, kind)| kind)
    }
}

fn result(row: &Row<'_>, columns: &[Column]) -> Result<QueryResult, DbErr> {
    let mut values = BTreeMap::new();
    for (place, column) in columns.iter().enumerate() {
        let raw = row.get_ref(place).map_err(db_err)?;
        let value = value(column.kind, raw).ok_or_else(|| unfit(column, raw))?;
        values.insert(column.name.clone(), value);
    }
    Ok(ProxyRow::new(values).into())
}

/// `None` for what does not fit the declared type: damage, which must not be read as an absent value.
fn value(kind: Kind, raw: ValueRef<'_>) -> Option<Value> {
    Some(match (kind, raw) {
        (_, ValueRef::Null) => Value::String(None),
        (Kind::Bool, ValueRef::Integer(value)) => Value::Bool(Some(value != 0)),
        (Kind::Uuid, ValueRef::Blob(value)) => Value::Uuid(Some(Uuid::from_slice(value).ok()?)),
        (Kind::Json, ValueRef::Text(value)) => {
            Value::Json(Some(Box::new(serde_json::from_slice(value).ok()?)))
        }
        (Kind::Number | Kind::Stored, ValueRef::Integer(value)) => Value::BigInt(Some(value)),
        (Kind::Text | Kind::Stored, ValueRef::Text(value)) => {
            Value::String(Some(str::from_utf8(value).ok()?.to_owned()))
        }
        (Kind::Bytes | Kind::Stored, ValueRef::Blob(value)) => Value::Bytes(Some(value.to_vec())),
        _ => return None,
    })
}

fn unfit(column: &Column, raw: ValueRef<'_>) -> DbErr {
    let what = format!("the column {} holds a {} that is not of its type", column.name, raw.data_type());
    DbErr::Query(RuntimeErr::Internal(what))
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;
    use serde_json::json;

    use super::*;

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let sql = "CREATE TABLE t (id uuid_blob PRIMARY KEY, yes boolean, doc jsonb_text, big bigint, \
                   words text, bytes blob)";
        connection.execute_batch(sql).unwrap();
        connection
    }

    fn statement(sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    }

    #[test]
    fn values_come_back_as_they_went_in() {
        let (connection, id) = (table(), Uuid::from_u128(7));
        let values: Vec<Value> = vec![
            id.into(),
            true.into(),
            json!({"a": [1, "ü"]}).into(),
            i64::MAX.into(),
            "wörter".into(),
            vec![0_u8, 255].into(),
        ];
        let insert = statement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", values);
        assert_eq!(execute(&connection, &insert).unwrap().rows_affected(), 1);
        let row = rows(&connection, &statement("SELECT * FROM t", vec![]), 1).unwrap().pop().unwrap();
        assert_eq!(row.try_get::<Uuid>("", "id").unwrap(), id);
        assert!(row.try_get::<bool>("", "yes").unwrap());
        assert_eq!(row.try_get::<serde_json::Value>("", "doc").unwrap(), json!({"a": [1, "ü"]}));
        assert_eq!(row.try_get::<i64>("", "big").unwrap(), i64::MAX);
        assert_eq!(row.try_get::<String>("", "words").unwrap(), "wörter");
        assert_eq!(row.try_get::<Vec<u8>>("", "bytes").unwrap(), [0, 255]);
    }

    #[test]
    fn an_absent_value_is_none_and_a_damaged_one_is_an_error() {
        let connection = table();
        connection.execute_batch("INSERT INTO t (id) VALUES (zeroblob(16))").unwrap();
        let all = statement("SELECT * FROM t", vec![]);
        let row = rows(&connection, &all, 1).unwrap().pop().unwrap();
        assert_eq!(row.try_get::<Option<i64>>("", "big").unwrap(), None);
        assert_eq!(row.try_get::<Option<String>>("", "words").unwrap(), None);
        for damage in [
            "id = 'x'",
            "id = zeroblob(3)",
            "yes = 'maybe'",
            "doc = '{'",
            "big = 'x'",
            "words = x'ff'",
            "bytes = 'x'",
        ] {
            connection.execute_batch(&format!("SAVEPOINT s; UPDATE t SET {damage}")).unwrap();
            let error = rows(&connection, &all, 1).unwrap_err().to_string();
            assert!(error.contains(damage.split(' ').next().unwrap()), "{damage}: {error}");
            connection.execute_batch("ROLLBACK TO s; RELEASE s").unwrap();
        }
    }

    #[test]
    fn one_that_writes_and_returns_rows_is_run_to_its_end() {
        let connection = table();
        let insert = "INSERT INTO t (id, big) VALUES (x'00', 1), (x'01', 2) RETURNING big";
        let found = rows(&connection, &statement(insert, vec![]), 1).unwrap();
        assert_eq!(found[0].try_get::<i64>("", "big").unwrap(), 1);
        assert!(!connection.is_busy());
        let count = rows(&connection, &statement("SELECT COUNT(*) AS n FROM t", vec![]), 1).unwrap();
        assert_eq!(count[0].try_get::<i64>("", "n").unwrap(), 2);
    }

    #[test]
    fn what_is_refused_says_so_with_its_code() {
        let connection = table();
        let twice = statement("INSERT INTO t (id) VALUES (x'00')", vec![]);
        execute(&connection, &twice).unwrap();
        let conflict = crate::store::StoreError::from(execute(&connection, &twice).unwrap_err());
        assert!(matches!(conflict, crate::store::StoreError::Conflict(_)), "{conflict:?}");
        let fault =
            crate::store::StoreError::from(execute(&connection, &statement("NONSENSE", vec![])).unwrap_err());
        assert!(matches!(fault, crate::store::StoreError::Database(_)), "{fault:?}");
    }
}
