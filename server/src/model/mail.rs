//! A mail that waits to be sent.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The mail as it rests in the store.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Names it; part of its Message-ID, which is the same however often it is tried.
    pub id: Uuid,
    /// Which letter it is, such as `verify_address`.
    pub letter: String,
    /// The address it goes to.
    pub recipient: String,
    /// Whose account it is about.
    pub user_id: Option<Uuid>,
    /// Subject and text, sealed.
    pub sealed: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
    /// Not tried before.
    pub next_try_at: DateTime<Utc>,
    /// Of no use from then on: the link in it has ended.
    pub expires_at: DateTime<Utc>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}
