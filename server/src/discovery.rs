//! What we promise: provider metadata, computed from the lists of what is registered
//! (OpenID Connect Discovery 3, RFC 8414 section 2).

use serde_json::{Value, json};

use crate::app::Services;
use crate::authorize::response_modes;
use crate::model::authentication::{ACR_MULTI, ACR_SINGLE};
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::grant_type::GrantType;
use crate::protocol::prompt::Prompts;
use crate::protocol::response_mode::ResponseMode;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::protocol::{claims, pkce, response_type, scope};
use crate::{client_auth, grants};

/// Claims about the token and the sign-in that ID tokens can carry.
const TOKEN_CLAIMS: [&str; 11] =
    ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"];

/// The metadata document, the same for both well-known addresses.
pub fn metadata(app: &Services) -> Value {
    let at = |path: &str| app.issuer.join(path);
    let methods: Vec<&str> = client_auth::names().map(AuthMethod::as_str).collect();
    let confidential: Vec<&str> = methods.iter().copied().filter(|name| *name != "none").collect();
    let algorithms: Vec<&str> =
        app.keys.current().algorithms().into_iter().map(SigningAlgorithm::as_str).collect();
    let assertion_algorithms = ["RS256", "PS256", "ES256", "EdDSA", "HS256"];
    let claims: Vec<&str> = TOKEN_CLAIMS.into_iter().chain(claims::all()).collect();
    json!({
        "issuer": app.issuer.as_str(),
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "introspection_endpoint": at("/introspect"),
        "revocation_endpoint": at("/revoke"),
        "end_session_endpoint": at("/logout"),
        "scopes_supported": scope::STANDARD,
        "response_types_supported": [response_type::CODE],
        "response_modes_supported": response_modes::names().map(ResponseMode::as_str).collect::<Vec<_>>(),
        "grant_types_supported": grants::names().map(GrantType::as_str).collect::<Vec<_>>(),
        "acr_values_supported": [ACR_SINGLE, ACR_MULTI],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": claims,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "code_challenge_methods_supported": [pkce::METHOD],
        "prompt_values_supported": Prompts::ALL,
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["en", "de"],
    })
}
