//! An access token as it was read back: the same whether it was a JWT or opaque.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an access token of ours says (RFC 9068 section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// `jti`.
    pub id: String,
    /// `sub`: the person, or the client for itself.
    pub subject: String,
    /// `client_id`.
    pub client_id: String,
    /// `aud`.
    pub audience: Vec<String>,
    /// `scope`.
    pub scope: String,
    /// The family it hangs on; `None`: a client's own token.
    pub family: Option<Uuid>,
    /// `iat`.
    pub issued_at: DateTime<Utc>,
    /// `exp`.
    pub expires_at: DateTime<Utc>,
}

impl AccessToken {
    /// Whether the scope value is among those granted.
    pub fn has_scope(&self, value: &str) -> bool {
        self.scope.split(' ').any(|granted| granted == value)
    }
}
