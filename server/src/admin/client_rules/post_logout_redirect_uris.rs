//! `post_logout_redirect_uris` (OpenID Connect RP-Initiated Logout 3.1): compared and redirected to like
//! redirect URIs, so the same is allowed.

use super::{Draft, Problems, check_list};
use crate::protocol::redirect_uri::RedirectUri;

const MEMBER: &str = "post_logout_redirect_uris";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let uris = &draft.metadata.post_logout_redirect_uris;
    check_list(MEMBER, uris, problems);
    for uri in uris.iter().take(super::LONGEST_LIST) {
        if let Err(problem) = RedirectUri::register(uri, draft.metadata.application_type) {
            problems.add(MEMBER, problem.to_string());
        }
    }
}
