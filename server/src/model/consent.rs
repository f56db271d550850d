//! What a person allowed a client.

use chrono::{DateTime, Utc};

use crate::protocol::scope::Scope;

/// Remembered per person and client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consent {
    /// Scope that was allowed.
    pub scope: Scope,
    /// Claims that were allowed one by one.
    pub claims: Scope,
}

impl Consent {
    /// Whether everything asked for was allowed before.
    pub fn covers(&self, asked: &Self) -> bool {
        asked.scope.is_within(&self.scope) && asked.claims.is_within(&self.claims)
    }

    /// What was allowed before and what is allowed now.
    #[must_use]
    pub fn with(&self, more: &Self) -> Self {
        Self { scope: self.scope.union(&more.scope), claims: self.claims.union(&more.claims) }
    }
}

/// A consent with whom it was given, and when: for the person's own list.
#[derive(Debug, Clone)]
pub struct Given {
    /// To which client.
    pub client_id: String,
    /// What.
    pub consent: Consent,
    /// Since when.
    pub granted_at: DateTime<Utc>,
    /// The last change.
    pub updated_at: DateTime<Utc>,
}
