//! Client metadata (RFC 7591 section 2, OpenID Connect Registration 2, RP-Initiated Logout 3.1) with
//! our own members. This is what is stored for a client, sent to `client create --from`, and shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::auth_method::AuthMethod;
use super::grant_type::GrantType;
use super::redirect_uri::{ApplicationType, RedirectUri};
use super::response_mode::ResponseMode;
use super::scope::{self, Scope};
use super::signing_algorithm::SigningAlgorithm;

/// What is known of a client. Members that are not listed are ignored (RFC 7591 section 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// Shown on pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// The application's home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Fetched and served by us, shown on pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Linked on the consent page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Linked on the consent page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Whom to reach about the application.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// `web` or `native`.
    pub application_type: ApplicationType,
    /// Where answers go: compared as raw strings.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a sign-out may end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// How the client authenticates.
    pub token_endpoint_auth_method: AuthMethod,
    /// The algorithm of its assertions, when only one is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// Grants it may use.
    pub grant_types: Vec<GrantType>,
    /// Response types it may use.
    pub response_types: Vec<String>,
    /// Scope it may ask for; absent: every standard scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Its public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// Where its public keys are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The algorithm of its ID tokens.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// Whether `auth_time` is always in its ID tokens.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_auth_time: bool,
    /// `max_age` where a request has none, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// `acr_values` where a request has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,

    /// Ours: whether PKCE is required.
    pub require_pkce: bool,
    /// Ours: the operator's own application; people are not asked for consent.
    pub first_party: bool,
    /// Ours: may use `POST /v1/auth/login`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub direct_login: bool,
    /// Ours: `jwt` (RFC 9068) or `opaque`.
    pub access_token_format: AccessTokenFormat,
    /// Ours: the algorithm of its access tokens.
    pub access_token_signed_response_alg: SigningAlgorithm,
    /// Ours: origins of its scripts, beside those of its https redirect URIs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    /// Ours: what its access tokens are for; empty: the issuer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    /// Ours: audiences this resource server answers for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<String>,
    /// Ours: response modes it may use.
    pub response_modes: Vec<ResponseMode>,
    /// Ours: the security profile.
    pub profile: SecurityProfile,
}

impl Default for ClientMetadata {
    /// The defaults of RFC 7591 section 2 and our own.
    fn default() -> Self {
        Self {
            client_name: None,
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            contacts: Vec::new(),
            application_type: ApplicationType::Web,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            token_endpoint_auth_method: AuthMethod::ClientSecretBasic,
            token_endpoint_auth_signing_alg: None,
            grant_types: vec![GrantType::AuthorizationCode],
            response_types: vec![super::response_type::CODE.to_owned()],
            scope: None,
            jwks: None,
            jwks_uri: None,
            id_token_signed_response_alg: SigningAlgorithm::RS256,
            require_auth_time: false,
            default_max_age: None,
            default_acr_values: Vec::new(),
            require_pkce: true,
            first_party: false,
            direct_login: false,
            access_token_format: AccessTokenFormat::Jwt,
            access_token_signed_response_alg: SigningAlgorithm::RS256,
            allowed_origins: Vec::new(),
            audience: Vec::new(),
            serves: Vec::new(),
            response_modes: vec![ResponseMode::Query, ResponseMode::FormPost],
            profile: SecurityProfile::Oidc,
        }
    }
}

impl ClientMetadata {
    /// The scope the client may be granted.
    pub fn allowed_scope(&self) -> Scope {
        match &self.scope {
            Some(listed) => Scope::stored(listed),
            None => Scope::stored(&scope::STANDARD.join(" ")),
        }
    }

    /// Whether the client may use the grant.
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Whether the client cannot keep a secret (RFC 6749 section 2.1).
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == AuthMethod::None
    }
}

/// What access tokens look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessTokenFormat {
    /// A signed JWT (RFC 9068).
    Jwt,
    /// Unreadable to all but us.
    Opaque,
}

/// The rules a client lives by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityProfile {
    /// OpenID Connect with the advice of RFC 9700.
    Oidc,
}
