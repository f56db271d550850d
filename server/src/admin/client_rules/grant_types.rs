//! `grant_types` (RFC 7591 section 2): at least one, and a refresh token needs a grant that gives it.

use super::{Draft, Problems, check_list};
use crate::protocol::grant_type::GrantType;

const MEMBER: &str = "grant_types";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    let names: Vec<&str> = metadata.grant_types.iter().map(|grant| grant.as_str()).collect();
    problems.require(!names.is_empty(), MEMBER, "expected at least one grant");
    check_list(MEMBER, &names, problems);
    let orphan = metadata.may_use(GrantType::RefreshToken) && !metadata.may_use(GrantType::AuthorizationCode);
    let message = "expected authorization_code beside refresh_token: no other grant gives refresh tokens";
    problems.require(!orphan, MEMBER, message);
    // RFC 6749 section 4.4: only for confidential clients.
    let loose = metadata.is_public() && metadata.may_use(GrantType::ClientCredentials);
    let message =
        "client_credentials is for clients that authenticate, not for token_endpoint_auth_method none";
    problems.require(!loose, MEMBER, message);
}
