//! What is known by asking the database.

use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use super::OK;
use crate::causes::with_causes;
use crate::store::away::{self, Away};
use crate::store::schema::{self, Schema};
use crate::store::{Db, StoreError};
use crate::web::Site;

/// The database has so long to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// And then so long to say why it does not.
const MORE: Duration = Duration::from_millis(250);

/// A line each for the database and its schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Stored {
    pub(super) database: String,
    pub(super) schema: String,
    /// The whole of what is wrong, for the log alone.
    #[serde(skip)]
    pub(super) cause: Option<String>,
}

impl Stored {
    /// What the database says now.
    pub(super) async fn of(site: &Site) -> Self {
        let found = timeout(PATIENCE, look(site)).await;
        if !matches!(found, Ok(Ok(_))) {
            // It may come back as another one.
            site.readiness().schema_seen(None);
        }
        match found {
            // A newer release may have migrated it already: where this one works with that, it serves until it is replaced.
            Ok(Ok(Schema::Current | Schema::Expanded(_))) => Self::answers(OK.to_owned()),
            Ok(Ok(Schema::Ahead(steps))) => Self::answers(format!(
                "migrated by a newer release; use that one, since this one does not work with {}",
                steps.join(", ")
            )),
            Ok(Ok(Schema::Behind(missing))) => Self::answers(format!(
                "it lacks {} of this release: run `signet migrate`",
                schema::steps_told(missing.len())
            )),
            Ok(Err(StoreError::Foreign(_))) => {
                Self::answers("it is another program's: see database.url".to_owned())
            }
            Ok(Err(error)) => Self::of_failure(&site.db, Some(error)).await,
            Err(_elapsed) => Self::of_failure(&site.db, None).await,
        }
    }

    /// It came to `error`, or to nothing in time. A pool keeps to itself whether it was refused or waits for an answer.
    async fn of_failure(db: &Db, error: Option<StoreError>) -> Self {
        let may_be_away =
            matches!(error, None | Some(StoreError::NoConnection(_) | StoreError::Unavailable(_)));
        let away = if may_be_away { away::why(db, MORE).await } else { None };
        match (away, error) {
            (Some(Away::Refuses { brief, told }), _) => Self::refuses(&brief, told),
            (Some(Away::Silent), _) | (_, None) => Self::silent(),
            (_, Some(error)) => Self::unknown(for_strangers(&error), Some(with_causes(&error))),
        }
    }

    /// It says nothing.
    pub(super) fn silent() -> Self {
        Self::unknown(&format!("does not answer within {} ms", PATIENCE.as_millis()), None)
    }

    pub(super) fn is_well(&self) -> bool {
        self.database == OK && self.schema == OK
    }

    fn refuses(brief: &str, cause: String) -> Self {
        Self::unknown(&format!("refuses: {brief}"), Some(cause))
    }

    fn answers(schema: String) -> Self {
        Self { database: OK.to_owned(), schema, cause: None }
    }

    fn unknown(database: &str, cause: Option<String>) -> Self {
        Self { database: database.to_owned(), schema: "not known".to_owned(), cause }
    }
}

/// What anybody may read of a failure: an error's own words may name a table, a file or an address of ours.
fn for_strangers(error: &StoreError) -> &'static str {
    match error {
        StoreError::NoConnection(_) => "has too much to do: no connection was free in time",
        StoreError::Busy => "has too much to do",
        StoreError::Unavailable(_) => "refuses: the database cannot be used",
        StoreError::Database(_) | StoreError::Corrupt { .. } => "refuses: a statement of ours failed",
        _ => "refuses: the log says why",
    }
}

/// Lists the steps of the schema, or where that was done a moment ago only asks for an answer.
async fn look(site: &Site) -> Result<Schema, StoreError> {
    let now = site.clock.now();
    if site.readiness().knows_schema(now) {
        schema::ask(&site.db).await?;
        return Ok(Schema::Current);
    }
    let found = schema::state(&site.db).await?;
    site.readiness().schema_seen(found.is_usable().then_some(now));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_of_an_error_reach_whoever_asks() {
        let secret = || "secret-table at db.internal".to_owned();
        for error in [
            StoreError::Corrupt { table: "secret-table", row: secret(), what: secret() },
            StoreError::NoConnection(Some(secret())),
            StoreError::Unreachable(secret()),
            StoreError::Conflict(secret()),
            StoreError::Held(secret()),
            StoreError::File(secret()),
            StoreError::Newer(secret()),
            StoreError::Step { step: secret(), cause: Box::new(StoreError::Busy) },
        ] {
            let words = for_strangers(&error);
            assert!(!words.contains("secret") && !words.contains("internal"), "{words}");
        }
    }
}
