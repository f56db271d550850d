//! A client that cannot authenticate has PKCE, and only PKCE, against stolen codes (RFC 9700 section 2.1.1).

use super::{Draft, Problems};

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    let message = "expected true for a public client (token_endpoint_auth_method none)";
    problems.require(metadata.require_pkce || !metadata.is_public(), "require_pkce", message);
}
