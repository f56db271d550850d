//! A registered application or service.

use chrono::{DateTime, Utc};

use crate::protocol::client_metadata::ClientMetadata;

/// The native client that `signet dev` seeds.
pub const DEMO_APP: &str = "demo-app";

/// A client as it is registered.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// What is known of it.
    pub metadata: ClientMetadata,
    /// SHA-256 of its secret, if it has a usable one.
    pub secret_digest: Option<[u8; 32]>,
    /// Its secret, sealed: only for `client_secret_jwt`.
    pub sealed_secret: Option<Vec<u8>>,
    /// Since when it may not be used.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Client {
    /// Its name on pages.
    pub fn name(&self) -> &str {
        self.metadata.client_name.as_deref().unwrap_or(&self.id)
    }

    /// Whether it may be used.
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }
}
