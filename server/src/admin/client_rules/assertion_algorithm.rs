//! `token_endpoint_auth_signing_alg` (OpenID Connect Registration 2): it goes with the method, and is
//! never `none`.

use super::{Draft, Problems};
use crate::admin::problem::shown;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::signing_algorithm::SigningAlgorithm;

const MEMBER: &str = "token_endpoint_auth_signing_alg";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let Some(name) = &draft.metadata.token_endpoint_auth_signing_alg else {
        return;
    };
    let (fits, expected) = match draft.metadata.token_endpoint_auth_method {
        AuthMethod::ClientSecretJwt => (name == "HS256", "HS256 for client_secret_jwt"),
        AuthMethod::PrivateKeyJwt => (
            SigningAlgorithm::named(name).is_some(),
            "RS256, ES256, EdDSA, Ed25519 or PS256 for private_key_jwt",
        ),
        _ => (false, "it only with client_secret_jwt or private_key_jwt"),
    };
    problems.require(fits, MEMBER, format!("expected {expected}, found {}", shown(name)));
}
