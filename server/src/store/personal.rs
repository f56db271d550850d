//! Everything that is held about a person, derived from the tags of the columns, so that no table can be forgotten; and its end.

use std::fmt::Write as _;

use entity::tag::{self, Owner, Secrecy, Tag};
use entity::{auth_event_personal, mail};
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Order, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryResult, TryGetable,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{StoreError, Transaction, maintenance, token_families, users};

/// What of a person no person can be found by: what parked requests and half-done steps hold is sealed under a secret that we do
/// not have, and goes within the day; what lies under the id of an account goes with the account.
const NOT_FOUND_BY_PERSON: &[&str] = &["kept_record"];

/// The events about a person are the operator's record, and the person has a right to read them.
const ABOUT_A_PERSON: &[&str] = &["auth_event"];

/// A table that holds something about people.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that may be shown, with what each is for.
    pub columns: Vec<(&'static str, &'static str)>,
    /// The column that says whose the row is.
    person: &'static str,
}

/// Every table that holds something about people.
pub fn tables() -> Vec<Table> {
    let held = |(name, tags): (&'static str, &'static [Tag])| {
        let is_about = ABOUT_A_PERSON.contains(&name);
        let is_held = is_about || tags.iter().any(|tag| tag.owner == Owner::Person);
        if !is_held || NOT_FOUND_BY_PERSON.contains(&name) {
            return None;
        }
        let shown = tags.iter().filter(|tag| tag.secrecy == Secrecy::Open);
        let shown = shown.filter(|tag| is_about || tag.owner == Owner::Person);
        let columns = shown.map(|tag| (tag.column, tag.purpose)).collect();
        Some(Table { name, columns, person: if name == "user" { "id" } else { "user_id" } })
    };
    tag::tables().into_iter().filter_map(held).collect()
}

/// Rows of `table` about the person: at most `limit` of those that follow the first `skipped`.
pub async fn rows(
    db: &impl ConnectionTrait,
    table: &Table,
    person: Uuid,
    (skipped, limit): (u64, u64),
) -> Result<Vec<Map<String, Value>>, StoreError> {
    let name = |text: &str| Alias::new(text);
    let mut query = Query::select();
    query
        .columns(table.columns.iter().map(|(column, _)| name(column)))
        .from(name(table.name))
        .and_where(Expr::col(name(table.person)).eq(person))
        .limit(limit)
        .offset(skipped);
    // In the order of the key, which a table names first.
    for (column, _) in table.columns.iter().take(2) {
        query.order_by(name(column), Order::Asc);
    }
    let found = db.query_all(&query).await?;
    let row = |row: &QueryResult| {
        let cells = table.columns.iter();
        cells
            .map(|(column, _)| Ok(((*column).to_owned(), cell(row, column)?)))
            .collect::<Result<Map<_, _>, StoreError>>()
    };
    found.iter().map(row).collect()
}

/// A value, of whatever type the column is: the first one that it can be read as. SQLite calls what is of another type NULL.
fn cell(row: &QueryResult, column: &str) -> Result<Value, StoreError> {
    let mut is_readable = false;
    let mut found = |read: Result<Option<Value>, sea_orm::DbErr>| {
        is_readable |= read.is_ok();
        read.ok().flatten()
    };
    let value = found(read::<i64>(row, column))
        .or_else(|| found(read::<String>(row, column)))
        .or_else(|| found(read::<bool>(row, column)))
        .or_else(|| found(row.try_get("", column).map(|id: Option<Uuid>| id.map(|id| id.to_string().into()))))
        .or_else(|| found(read::<Value>(row, column)))
        .or_else(|| {
            found(row.try_get("", column).map(|bytes: Option<Vec<u8>>| bytes.map(|bytes| hex(&bytes))))
        });
    match value {
        Some(value) => Ok(value),
        None if is_readable => Ok(Value::Null),
        None => Err(StoreError::corrupt("export", &column, "the value is of no type that is known")),
    }
}

fn read<T: TryGetable + Into<Value>>(
    row: &QueryResult,
    column: &str,
) -> Result<Option<Value>, sea_orm::DbErr> {
    let value: Option<T> = row.try_get("", column)?;
    Ok(value.map(Into::into))
}

fn hex(bytes: &[u8]) -> Value {
    let digits = bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    digits.into()
}

/// Removes an account with all that hangs on it. What happened stays on record. `false`: there was no such account.
pub async fn delete(tx: &Transaction, person: Uuid) -> Result<bool, StoreError> {
    maintenance::without_limits(tx).await?;
    token_families::delete_of_user(tx, person).await?;
    mail::Entity::delete_many().filter(mail::Column::UserId.eq(person)).exec(tx).await?;
    users::delete(tx, person).await
}

/// Removes a person with all that hangs on the account, and the personal values of every event about them. What stays of an
/// event names nobody: its id of a person leads nowhere any more. `false`: there was no such account.
pub async fn erase(tx: &Transaction, person: Uuid) -> Result<bool, StoreError> {
    maintenance::without_limits(tx).await?;
    if !users::hold(tx, person).await? {
        return Ok(false);
    }
    auth_event_personal::Entity::delete_many()
        .filter(auth_event_personal::Column::UserId.eq(person))
        .exec(tx)
        .await?;
    delete(tx, person).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_people_says_whose_a_row_is_and_shows_no_secret() {
        let tables = tables();
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        for known in
            ["user", "login_name", "session", "consent", "token_family", "auth_event", "auth_event_personal"]
        {
            assert!(names.contains(&known), "{known}");
        }
        for table in &tables {
            let (_, tags) =
                tag::tables().into_iter().find(|(name, _)| *name == table.name).expect("it is listed");
            assert!(
                tags.iter().any(|tag| tag.column == table.person),
                "{} does not say whose a row is",
                table.name
            );
            for (column, _) in &table.columns {
                let tag = tags.iter().find(|tag| tag.column == *column).expect("it is tagged");
                assert_eq!(tag.secrecy, Secrecy::Open, "{}.{column}", table.name);
            }
        }
        for exception in NOT_FOUND_BY_PERSON {
            let (_, tags) =
                tag::tables().into_iter().find(|(name, _)| name == exception).expect("it is a table");
            assert!(!tags.iter().any(|tag| tag.column == "user_id"), "{exception} is found by person");
        }
    }
}
