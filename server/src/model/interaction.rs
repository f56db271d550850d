//! An authorization request that waits for a person, parked between pages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::protocol::claims_request::ClaimsRequest;
use crate::protocol::pkce::Challenge;
use crate::protocol::prompt::Prompts;
use crate::protocol::scope::Scope;

/// An authorization request in which everything is already valid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Scope asked for that the client may have.
    pub scope: Scope,
    /// PKCE.
    pub challenge: Option<Challenge>,
    /// `nonce`.
    pub nonce: Option<String>,
    /// `prompt`.
    pub prompts: Prompts,
    /// `max_age`, seconds.
    pub max_age: Option<u64>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// The person the client means (`id_token_hint`, `claims`).
    pub subject: Option<String>,
    /// `acr_values`, best first.
    pub acr_values: Vec<String>,
    /// `claims`.
    pub claims: ClaimsRequest,
    /// Whether `auth_time` belongs into the ID token.
    pub wants_auth_time: bool,
    /// `ui_locales`.
    pub ui_locales: Option<String>,
}

/// What is parked: the request's own parameters, so that it is judged anew when it goes on, with what
/// has been done for it so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Interaction {
    /// The parameters as they were sent, form-encoded.
    pub parameters: String,
    /// SHA-256 of the browser's secret: only that browser may go on.
    pub browser: [u8; 32],
    /// When the request came.
    pub begun_at: DateTime<Utc>,
    /// When the person gave the password for it.
    #[serde(default)]
    pub authenticated_at: Option<DateTime<Utc>>,
    /// Who was signed in when the person was asked: an answer of anybody else counts for nothing.
    #[serde(default)]
    pub asked: Option<Uuid>,
    /// Whether the person chose the account for it.
    #[serde(default)]
    pub account_chosen: bool,
    /// Whether the person allowed it.
    #[serde(default)]
    pub consented: bool,
}
