//! `jwks` and `jwks_uri` (RFC 7591 section 2): one of them at most, public and strong, and there where
//! the client authenticates with a key.

use super::addresses::check_fetched;
use super::{Draft, Problems};
use crate::keys::client_keys::check_jwks;
use crate::protocol::auth_method::AuthMethod;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    if let Some(jwks) = &metadata.jwks
        && let Err(problem) = check_jwks(jwks)
    {
        problems.add("jwks", problem.to_string());
    }
    if let Some(address) = &metadata.jwks_uri {
        check_fetched(draft, "jwks_uri", address, problems);
    }
    let both = metadata.jwks.is_some() && metadata.jwks_uri.is_some();
    problems.require(!both, "jwks", "expected jwks or jwks_uri, found both");
    let needed = metadata.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt;
    let message = "expected jwks or jwks_uri: private_key_jwt needs the client's public keys";
    problems.require(!needed || metadata.jwks.is_some() || metadata.jwks_uri.is_some(), "jwks", message);
}
