//! Tokens that were given out, and those that came a second time.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

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

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    /// The registered name of a grant type of ours.
    grant: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    token: Reused,
}

/// Token responses and reuse.
#[derive(Debug)]
pub struct Tokens {
    issued: Family<By, Counter>,
    reused: Family<Of, Counter>,
}

impl Tokens {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let tokens = Self { issued: Family::default(), reused: Family::default() };
        registry.register("token_responses", "Token responses, by grant", tokens.issued.clone());
        for grant in [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials] {
            drop(tokens.issued.get_or_create(&By { grant: grant.as_str() }));
        }
        let help =
            "Codes and refresh tokens that came again after their successor: their families were revoked";
        registry.register("token_reuse", help, tokens.reused.clone());
        for token in Reused::ALL {
            drop(tokens.reused.get_or_create(&Of { token: *token }));
        }
        tokens
    }

    /// A token response was given.
    pub fn issued(&self, grant: GrantType) {
        self.issued.get_or_create(&By { grant: grant.as_str() }).inc();
    }

    /// A token came a second time.
    pub fn reused(&self, token: Reused) {
        self.reused.get_or_create(&Of { token }).inc();
    }
}
