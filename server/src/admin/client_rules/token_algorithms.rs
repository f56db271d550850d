//! What the client's tokens are signed with: an algorithm that there are keys for.

use super::{Draft, Problems};
use crate::protocol::signing_algorithm::SigningAlgorithm;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let ours = &draft.office.keys.algorithms;
    let names: Vec<&str> = ours.iter().copied().map(SigningAlgorithm::as_str).collect();
    for (member, algorithm) in [
        ("id_token_signed_response_alg", draft.metadata.id_token_signed_response_alg),
        ("access_token_signed_response_alg", draft.metadata.access_token_signed_response_alg),
    ] {
        let message = format!("expected one of {} (keys.algorithms), found {algorithm}", names.join(", "));
        problems.require(ours.contains(&algorithm), member, message);
    }
}
