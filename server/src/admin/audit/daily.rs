//! How many events of a sort each day had. The counts outlive the events.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::admin::{AdminError, Office};
use crate::store::audit_daily::{self, Days, Sort};

/// The counts that are chosen, a row for each day and sort, earliest first. `country` is left out where it is not known.
pub async fn daily(office: &Office, days: &Days) -> Result<Vec<Value>, AdminError> {
    let rows = audit_daily::list(office.db.reader(), days).await?;
    Ok(rows.into_iter().map(|(sort, events)| describe(&sort, events)).collect())
}

fn describe(Sort { day, kind, outcome, country }: &Sort, events: i64) -> Value {
    let mut row = json!({ "day": date(*day), "kind": kind, "outcome": outcome, "events": events });
    if !country.is_empty() {
        row["country"] = country.as_str().into();
    }
    row
}

/// The date of a day counted from 1970-01-01; that day itself for what is none.
pub(super) fn date(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default()
}
