//! `audience` and `serves`, members of ours: names of resource servers as tokens carry them in `aud`
//! (RFC 9068 section 3): an absolute URI, or a client's id.

use url::Url;

use super::{Draft, Problems, check_list};
use crate::admin::problem::shown;
use crate::protocol::issuer::Issuer;

const LONGEST: usize = 500;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    for (member, names) in [("audience", &metadata.audience), ("serves", &metadata.serves)] {
        check_list(member, names, problems);
        for name in names.iter().take(super::LONGEST_LIST).filter(|name| !is_audience(name)) {
            let found = shown(name);
            problems.add(member, format!("expected an absolute URI without a fragment, such as https://api.example.com, or a client id, found {found}"));
        }
    }
    // Whoever serves it may introspect every token that reaches userinfo.
    let issuer = draft.office.issuer.as_ref().map(Issuer::as_str);
    let is_us = metadata.serves.iter().any(|name| Some(name.as_str()) == issuer);
    problems.require(!is_us, "serves", "expected a resource server of the client's own, found the issuer");
}

fn is_audience(name: &str) -> bool {
    let plain = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_graphic());
    // With a colon or slash it is meant to be a URI.
    let is_word = !name.contains([':', '/', '#', '?']);
    plain && (is_word || (!name.contains('#') && Url::parse(name).is_ok()))
}
