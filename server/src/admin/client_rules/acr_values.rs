//! `default_acr_values` (OpenID Connect Registration 2): words without spaces.

use super::{Draft, Problems, check_list};

const MEMBER: &str = "default_acr_values";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let values = &draft.metadata.default_acr_values;
    check_list(MEMBER, values, problems);
    let is_word =
        |text: &String| (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    problems.require(values.iter().all(is_word), MEMBER, "expected words without spaces");
}
