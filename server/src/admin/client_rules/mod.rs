//! What a client's metadata must keep to (RFC 7591 section 2 and our own members): one rule a file.
//!
//! **To add a rule:** a file here with `check`, which looks at a [`Draft`] and adds to the problems,
//! and a line in [`RULES`]. Each problem names its member.

mod acr_values;
mod addresses;
mod allowed_origins;
mod assertion_algorithm;
mod audiences;
mod authentication;
mod grant_types;
mod names;
mod post_logout_redirect_uris;
mod public_keys;
mod read;
mod redirect_uris;
mod response_modes;
mod response_types;
mod scope;
mod token_algorithms;

use serde_json::{Map, Value};

use super::{Office, Problems};
use crate::protocol::client_metadata::ClientMetadata;

pub(super) use read::unknown_members;

/// Longer lists nobody keeps in view, and comparing with them costs time.
const LONGEST_LIST: usize = 100;

/// What a rule looks at: the metadata as it would be stored.
struct Draft<'d> {
    metadata: &'d ClientMetadata,
    office: &'d Office,
}

static RULES: [fn(&Draft<'_>, &mut Problems); 15] = [
    names::check,
    redirect_uris::check,
    grant_types::check,
    response_types::check,
    response_modes::check,
    authentication::check,
    assertion_algorithm::check,
    public_keys::check,
    token_algorithms::check,
    scope::check,
    addresses::check,
    post_logout_redirect_uris::check,
    allowed_origins::check,
    audiences::check,
    acr_values::check,
];

/// The metadata that these members are, or all that is wrong with them.
pub(super) fn accept(office: &Office, given: &Map<String, Value>) -> Result<ClientMetadata, Problems> {
    let mut problems = Problems::default();
    let metadata = read::read(given, office.keys.default_algorithm, &mut problems);
    let mut broken = Problems::default();
    for rule in RULES {
        rule(&Draft { metadata: &metadata, office }, &mut broken);
    }
    // A member that could not be read counts as not given: what rules say of it then is beside the point.
    for problem in
        broken.iter().filter(|problem| !problems.concern(&problem.member)).cloned().collect::<Vec<_>>()
    {
        problems.add(&problem.member, problem.message);
    }
    problems.none_or(metadata)
}

/// Says so when a list is too long, or holds a value twice.
fn check_list(member: &str, values: &[impl AsRef<str>], problems: &mut Problems) {
    let message = format!("expected at most {LONGEST_LIST} entries, found {}", values.len());
    problems.require(values.len() <= LONGEST_LIST, member, message);
    let repeats = |(at, value): &(usize, &_)| {
        let value: &str = AsRef::as_ref(*value);
        values.iter().take(LONGEST_LIST).take(*at).any(|earlier| earlier.as_ref() == value)
    };
    if let Some((_, twice)) = values.iter().enumerate().take(LONGEST_LIST).find(repeats) {
        problems.add(
            member,
            format!("expected each entry once, found {} twice", super::problem::shown(twice.as_ref())),
        );
    }
}

#[cfg(test)]
mod tests;
