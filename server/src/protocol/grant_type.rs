//! Grant types (RFC 6749).

use serde::{Deserialize, Serialize};

/// A grant type that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// Section 4.1.
    AuthorizationCode,
    /// Section 6.
    RefreshToken,
    /// Section 4.4.
    ClientCredentials,
}

impl GrantType {
    /// The registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }
}
