//! Everything that rests in a database or in Redis, as text.

use redis::AsyncTypedCommands as _;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, QueryResult, Statement};
use tokio::sync::OnceCell;

use crate::support::{TestApp, programs};

/// Each place with what it holds: bytes in hexadecimal digits in small letters, all else as it is written.
pub async fn places(app: &TestApp) -> Vec<(String, String)> {
    let mut places = tables(app).await;
    if app.setup.has_redis()
        && let Some(url) = programs::redis()
    {
        let held = in_redis(url, &app.issuer).await.unwrap_or_default();
        places.push(("Redis".to_owned(), held));
    }
    places
}

/// Every table of the schema, also those that no entity knows.
async fn tables(app: &TestApp) -> Vec<(String, String)> {
    // Every test has the same schema.
    static SELECTS: [OnceCell<String>; 2] = [const { OnceCell::const_new() }; 2];
    let is_sqlite = app.services.db.reader().get_database_backend() == DatabaseBackend::Sqlite;
    let select = SELECTS[usize::from(is_sqlite)].get_or_init(|| select(app)).await;
    let lines = ask(app, select.clone()).await;
    let mut places: Vec<(String, String)> = Vec::new();
    for line in lines {
        let text = |column: &str| line.try_get::<String>("", column).unwrap();
        let name = format!("table {}", text("name"));
        match places.last_mut().filter(|(place, _)| *place == name) {
            Some((_, held)) => {
                held.push('\n');
                held.push_str(&text("line"));
            }
            None => places.push((name, text("line"))),
        }
    }
    places
}

/// The statement that reads them all, a text for each row.
async fn select(app: &TestApp) -> String {
    let list = match app.services.db.reader().get_database_backend() {
        DatabaseBackend::Sqlite => {
            r#"SELECT m.name AS name, group_concat('CASE typeof("' || c.name || '") WHEN ''blob'' THEN lower(hex("'
            || c.name || '")) ELSE ifnull("' || c.name || '", '''') END', ' || '' '' || ') AS line
            FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name"#
        }
        _ => {
            "SELECT relname::text AS name, 't::text' AS line FROM pg_class WHERE relkind IN ('r', 'p') \
             AND NOT relispartition AND relnamespace = current_schema()::regnamespace"
        }
    };
    let tables = ask(app, list.to_owned()).await;
    let read = tables.iter().map(|table| {
        let text = |column: &str| table.try_get::<String>("", column).unwrap();
        let (name, line) = (text("name"), text("line"));
        format!(r#"SELECT '{name}' AS name, {line} AS line FROM "{name}" t"#)
    });
    read.collect::<Vec<_>>().join(" UNION ALL ")
}

async fn ask(app: &TestApp, sql: String) -> Vec<QueryResult> {
    let db = app.services.db.reader();
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
}

/// The keys and values of this server alone: others share the Redis.
/// Forgets what Redis holds of this issuer.
pub async fn forget(url: &str, issuer: &str) -> redis::RedisResult<()> {
    let client = redis::Client::open(url)?;
    let mut redis = client.get_multiplexed_async_connection().await?;
    let keys = redis.keys(format!("signet:{issuer}:*")).await?;
    if !keys.is_empty() {
        redis.del(&keys).await?;
    }
    Ok(())
}

async fn in_redis(url: &str, issuer: &str) -> redis::RedisResult<String> {
    let client = redis::Client::open(url)?;
    let mut redis = client.get_multiplexed_async_connection().await?;
    let keys = redis.keys(format!("signet:{issuer}:*")).await?;
    if keys.is_empty() {
        return Ok(String::new());
    }
    let values: Vec<Option<Vec<u8>>> = redis::cmd("MGET").arg(&keys).query_async(&mut redis).await?;
    let values = values.iter().flatten().map(|value| String::from_utf8_lossy(value));
    Ok(keys.iter().map(|key| key.as_str().into()).chain(values).collect::<Vec<_>>().join("\n"))
}
