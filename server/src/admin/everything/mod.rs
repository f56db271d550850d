//! Ending all that anybody holds, in one transaction: after a database was restored, and when it may be in wrong hands.
//!
//! A restored database knows nothing of what was rotated, revoked or signed out since the backup was taken. So nothing
//! that was handed out before counts any more: sessions and token families end, and with the keys end also tokens whose
//! family is not in it, tokens of services, and keys that were killed meanwhile.

use serde_json::{Value, json};

use super::keys::{Raced, replace_all};
use super::{AdminError, Office, by_operator};
use crate::audit::notary;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::store::{StoreError, auth_events, maintenance, sessions, token_families};

/// How often to begin anew when keys change meanwhile.
const TRIES: usize = 8;

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The database was restored from a backup.
    Restored,
    /// Tokens, keys or the database may be in wrong hands.
    Incident,
}

impl Why {
    /// What is written to each family that ends.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Restored => "the database was restored from a backup",
            Self::Incident => "everything was revoked",
        }
    }

    const fn event(self) -> EventKind {
        match self {
            Self::Restored => EventKind::StoreRestored,
            Self::Incident => EventKind::EverythingRevoked,
        }
    }
}

/// How much has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Signed-in browsers.
    pub sessions: u64,
    /// Codes, chains of refresh tokens, and what descends from them.
    pub families: u64,
    /// Keys, each replaced by a fresh one where it is wanted.
    pub keys: usize,
}

impl Ended {
    /// For answers and the log.
    pub fn describe(&self) -> Value {
        json!({"sessions": self.sessions, "families": self.families, "keys": self.keys})
    }
}

/// Ends it all. `more` is for the log.
pub async fn end(office: &Office, why: Why, more: &Value) -> Result<Ended, AdminError> {
    for _ in 0..TRIES {
        if let Some(ended) = attempt(office, why, more).await? {
            return Ok(ended);
        }
    }
    Err(AdminError::Contended)
}

/// `None` when keys changed meanwhile, and nothing was done.
async fn attempt(office: &Office, why: Why, more: &Value) -> Result<Option<Ended>, AdminError> {
    let now = office.clock.now();
    let keys = replace_all(office, now).await?;
    let audit_key = notary::renew(&office.db, &office.sealer, &*office.entropy, now).await?;
    let event = AuditEvent { detail: Some(more.clone()), ..by_operator(why.event()) };
    let mut recorded = office.recorded(event, now);
    let written = office.db.write(async move |tx| {
        maintenance::without_limits(tx).await?;
        keys.write(tx).await?;
        if let Some(audit_key) = &audit_key
            && !audit_key.write(tx).await?
        {
            return Err(Raced::Lost);
        }
        let ended = Ended {
            sessions: sessions::end_all(tx, now).await?,
            families: token_families::revoke_all(tx, why.as_str(), now).await?,
            keys: keys.ending(),
        };
        if let (Some(Value::Object(detail)), Value::Object(counts)) =
            (&mut recorded.event.detail, ended.describe())
        {
            detail.extend(counts);
        }
        auth_events::insert(tx, &recorded).await?;
        Ok(ended)
    });
    match written.await {
        Ok(ended) => Ok(Some(ended)),
        Err(Raced::Lost | Raced::Store(StoreError::Conflict(_))) => Ok(None),
        Err(Raced::Store(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
