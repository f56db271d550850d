//! Tokens that were given out, and those that came a second time.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
use super::label::label;
use crate::protocol::grant_type::GrantType;

label! {
    /// What came a second time.
    Reused {
        /// An authorization code.
        Code = "code",
        /// A refresh token.
        RefreshToken = "refresh_token",
    }
}

/// Token responses and reuse.
#[derive(Debug)]
pub struct Tokens {
    issued: ByLabel<Counter>,
    reused: ByLabel<Counter>,
}

impl Tokens {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let grants = [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials];
        let issued = ByLabel::of("grant", grants.map(GrantType::as_str));
        issued.register(registry, "token_responses", "Token responses, by grant");
        let reused = ByLabel::of("token", Reused::texts());
        let help =
            "Codes and refresh tokens that came again after their successor: their families were revoked";
        reused.register(registry, "token_reuse", help);
        Self { issued, reused }
    }

    /// A token response was given.
    pub fn issued(&self, grant: GrantType) {
        self.issued.at(grant.as_str()).inc();
    }

    /// A token came a second time.
    pub fn reused(&self, token: Reused) {
        self.reused.at(token.as_str()).inc();
    }
}
