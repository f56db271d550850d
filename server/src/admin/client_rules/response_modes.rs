//! `response_modes`, a member of ours: by default those that keep the code out of scripts' reach; `fragment` only
//! where it is named.

use super::{Draft, Problems, check_list};

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let names: Vec<&str> = draft.metadata.response_modes.iter().map(|mode| mode.as_str()).collect();
    problems.require(
        !names.is_empty(),
        "response_modes",
        "expected at least one of query, form_post, fragment",
    );
    check_list("response_modes", &names, problems);
}
