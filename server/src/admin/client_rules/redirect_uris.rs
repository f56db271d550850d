//! `redirect_uris` (RFC 7591 section 2, RFC 9700 section 2.1): what may be registered says
//! `protocol::redirect_uri`; here the kind of application counts too, and that there is one to go to.

use super::{Draft, Problems, check_list};
use crate::protocol::grant_type::GrantType;
use crate::protocol::redirect_uri::RedirectUri;

const MEMBER: &str = "redirect_uris";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    let uris: Vec<&str> = metadata.redirect_uris.iter().map(RedirectUri::as_str).collect();
    check_list(MEMBER, &uris, problems);
    for uri in uris.iter().take(super::LONGEST_LIST) {
        if let Err(problem) = RedirectUri::register(uri, metadata.application_type) {
            problems.add(MEMBER, problem.to_string());
        }
    }
    let needed = metadata.may_use(GrantType::AuthorizationCode);
    let message = "expected at least one: the authorization_code grant answers there";
    problems.require(!needed || !uris.is_empty(), MEMBER, message);
}
