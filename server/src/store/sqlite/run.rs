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
    Int,
    Uuid,
    Json,
    /// As it is kept: a whole number of 64 bits, text or bytes.
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
    /// The type a column was declared with: the migrations' words.
    fn of(declared: Option<&str>) -> Self {
        match declared {
            Some("boolean") => Self::Bool,
            Some("integer") => Self::Int,
            Some("uuid_blob") => Self::Uuid,
            Some("jsonb_text") => Self::Json,
            _ => Self::Stored,
        }
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
        (Kind::Int, ValueRef::Integer(value)) => Value::Int(Some(i32::try_from(value).ok()?)),
        (Kind::Uuid, ValueRef::Blob(value)) => Value::Uuid(Some(Uuid::from_slice(value).ok()?)),
        (Kind::Json, ValueRef::Text(value)) => {
            Value::Json(Some(Box::new(serde_json::from_slice(value).ok()?)))
        }
        (Kind::Stored, ValueRef::Integer(value)) => Value::BigInt(Some(value)),
        (Kind::Stored, ValueRef::Text(value)) => Value::String(Some(str::from_utf8(value).ok()?.to_owned())),
        (Kind::Stored, ValueRef::Blob(value)) => Value::Bytes(Some(value.to_vec())),
        _ => return None,
    })
}

fn unfit(column: &Column, raw: ValueRef<'_>) -> DbErr {
    let what = format!("the column {} holds a {} that is not of its type", column.name, raw.data_type());
    DbErr::Query(RuntimeErr::Internal(what))
}
