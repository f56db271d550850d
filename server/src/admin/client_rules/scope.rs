//! `scope` (RFC 7591 section 2): a list in the grammar of RFC 6749 section 3.3.

use super::{Draft, Problems};
use crate::protocol::scope::Scope;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    if let Some(scope) = &draft.metadata.scope
        && let Err(refused) = Scope::parse(scope)
    {
        problems.add("scope", format!("{}; expected values with one space between", refused.description));
    }
}
