//! `response_types`: they go with the grants (RFC 7591 section 2.1).

use super::{Draft, Problems};
use crate::admin::problem::shown;
use crate::protocol::grant_type::GrantType;
use crate::protocol::response_type;

const MEMBER: &str = "response_types";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    if let Some(other) = metadata.response_types.iter().find(|name| *name != response_type::CODE) {
        problems.add(MEMBER, format!("expected code, which is all that is offered, found {}", shown(other)));
        return;
    }
    let has_code = !metadata.response_types.is_empty();
    let has_grant = metadata.may_use(GrantType::AuthorizationCode);
    problems.require(has_grant || !has_code, MEMBER, "code needs authorization_code among grant_types");
    problems.require(
        has_code || !has_grant,
        MEMBER,
        "expected code, which authorization_code among grant_types needs",
    );
    problems.require(metadata.response_types.len() <= 1, MEMBER, "expected each entry once");
}
