//! How and when a person proved who they are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `acr` of a sign-in with one factor (RFC 9470 speaks of values that parties agree on).
pub const ACR_SINGLE: &str = "urn:signet:acr:single";
/// `acr` of a sign-in with two factors.
pub const ACR_MULTI: &str = "urn:signet:acr:multi";

/// The facts behind `auth_time`, `acr` and `amr`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// `auth_time`.
    pub at: DateTime<Utc>,
    /// `acr`.
    pub acr: String,
    /// `amr` (RFC 8176).
    pub amr: Vec<String>,
}
