//! Removing rows whose time is over, in small batches, so that nobody waits for it.
//!
//! A row goes only when nothing that it marks could come back: its own column says when.

use chrono::{DateTime, Utc};
use entity::{kept_record, lossy_record, revoked_token, session, token_family};

use super::maintenance::sweep;
use super::{Db, StoreError};

/// Removes what has expired by `now`; how many rows.
pub async fn expired(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut gone = 0;
    gone += sweep::<kept_record::Entity>(
        db,
        kept_record::Column::Key,
        kept_record::Column::ExpiresAt,
        now.timestamp_millis(),
    )
    .await?;
    gone += sweep::<lossy_record::Entity>(
        db,
        lossy_record::Column::Key,
        lossy_record::Column::ExpiresAt,
        now.timestamp_millis(),
    )
    .await?;
    gone += sweep::<revoked_token::Entity>(
        db,
        revoked_token::Column::Id,
        revoked_token::Column::ExpiresAt,
        now.timestamp_millis(),
    )
    .await?;
    gone += sweep::<token_family::Entity>(
        db,
        token_family::Column::Id,
        token_family::Column::KeepUntil,
        now.timestamp_millis(),
    )
    .await?;
    gone +=
        sweep::<session::Entity>(db, session::Column::Id, session::Column::KeepUntil, now.timestamp_millis())
            .await?;
    Ok(gone)
}
