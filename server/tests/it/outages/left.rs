//! What an outage leaves behind: an event for whatever was acknowledged and none twice, a log that verifies, and no
//! transaction that nobody ends.

use std::collections::BTreeMap;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

use super::history::{Flow, History};
use super::site::Site;

/// To be asked once all is healed and nobody asks any more.
pub async fn is_whole(site: &Site, history: &History) {
    let connection = Database::connect(&site.database).await.unwrap();
    every_acknowledgement_has_its_event(&connection, history).await;
    no_token_came_about_twice(&connection).await;
    no_transaction_is_left(&connection).await;
    connection.close().await.unwrap();
    // It ends with another code where it finds something.
    site.command(&["audit", "verify"]);
}

/// There may be more: of what was done and its answer lost.
async fn every_acknowledgement_has_its_event(connection: &DatabaseConnection, history: &History) {
    let counted =
        "SELECT kind AS what, count(*) AS n FROM auth_event WHERE outcome = 'success' GROUP BY kind";
    let events: BTreeMap<String, i64> = rows(connection, counted).await.into_iter().collect();
    for (flow, kind) in [
        (Flow::SignIn, "login.success"),
        (Flow::Refresh, "token.refreshed"),
        (Flow::ClientCredentials, "token.issued"),
    ] {
        let acknowledged = i64::try_from(history.worked(flow)).unwrap();
        let found = events.get(kind).copied().unwrap_or_default();
        assert!(found >= acknowledged, "{flow:?}: {acknowledged} were acknowledged, {found} have an event");
    }
}

/// A reply that was lost is given once more, and says so by its reason.
async fn no_token_came_about_twice(connection: &DatabaseConnection) {
    let twice = "SELECT CAST(family_id AS text) || ' ' || CAST(generation AS text) AS what, count(*) AS n \
                 FROM auth_event WHERE outcome = 'success' AND reason IS NULL AND family_id IS NOT NULL \
                 AND kind IN ('code.issued', 'token.issued', 'token.refreshed') \
                 GROUP BY family_id, generation HAVING count(*) > 1";
    let twice = rows(connection, twice).await;
    assert!(twice.is_empty(), "family, generation and how often it came about: {twice:?}");
}

/// One whose client was cut off is ended by PostgreSQL, which is told at the beginning of each connection to wait for ten
/// seconds and no longer.
async fn no_transaction_is_left(connection: &DatabaseConnection) {
    let open = "SELECT state || ': ' || query AS what, count(*) AS n FROM pg_stat_activity \
                WHERE datname = current_database() AND state LIKE 'idle in transaction%' \
                AND now() - xact_start > interval '5 seconds' GROUP BY 1";
    let mut left = rows(connection, open).await;
    for _ in 0..150 {
        if left.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        left = rows(connection, open).await;
    }
    panic!("transactions that nobody ends: {left:?}");
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<(String, i64)> {
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "what").unwrap(), row.try_get("", "n").unwrap())).collect()
}
