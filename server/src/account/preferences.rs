//! The person's settings for applications.

use serde_json::{Map, Value};

use super::Holder;
use crate::app::Services;
use crate::audit;
use crate::model::audit_event::EventKind;
use crate::model::preferences::Preferences;
use crate::store::{StoreError, auth_events, preferences};

/// A document is no longer, as JSON in bytes.
pub const LARGEST: usize = 16 * 1024;

/// Why settings were not replaced.
#[derive(Debug, thiserror::Error)]
pub enum NotReplaced {
    /// Somebody else has changed them since they were read.
    #[error("the preferences have changed since they were read")]
    Stale,
    /// Too long.
    #[error("the preferences are longer than {LARGEST} bytes")]
    TooLarge,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the person has set.
///
/// # Errors
/// When the store fails.
pub async fn read(app: &Services, holder: &Holder) -> Result<Preferences, StoreError> {
    preferences::find(app.db.reader(), holder.user.id).await
}

/// Replaces the document as a whole, if it is still what it was at `version`; where none is given, whatever it is.
///
/// # Errors
/// `Stale` when it is not, `TooLarge` for a document over [`LARGEST`] bytes.
pub async fn replace(
    app: &Services,
    holder: &Holder,
    document: Map<String, Value>,
    version: Option<i64>,
) -> Result<Preferences, NotReplaced> {
    if Value::Object(document.clone()).to_string().len() > LARGEST {
        return Err(NotReplaced::TooLarge);
    }
    let recorded = audit::prepare(holder.event(EventKind::PreferencesChanged), &*app.entropy, holder.now);
    let (user, now) = (holder.user.id, holder.now);
    let written = document.clone();
    let replaced = app.db.write(async move |tx| -> Result<Option<i64>, StoreError> {
        let version = match version {
            Some(version) => version,
            None => preferences::find(tx, user).await?.version,
        };
        if !preferences::replace(tx, user, version, written, now).await? {
            return Ok(None);
        }
        auth_events::insert(tx, &recorded).await?;
        Ok(Some(version + 1))
    });
    let version = replaced.await?.ok_or(NotReplaced::Stale)?;
    Ok(Preferences { document, version })
}
