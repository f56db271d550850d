//! `client_id`: generated, or chosen by the operator.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::admin::Problems;
use crate::admin::problem::shown;
use crate::entropy::Entropy;

const MEMBER: &str = "client_id";

/// 128 random bits in base64url: the same bytes however a library encodes them (field report BR-07).
/// It begins with a letter or digit, so that no command line takes it for a flag.
pub(super) fn generate(entropy: &dyn Entropy) -> String {
    loop {
        let id = URL_SAFE_NO_PAD.encode(entropy.bytes::<16>());
        if id.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return id;
        }
    }
}

/// Whether an operator may choose this id. People's ids are UUIDs, so that no client can be taken for a
/// person in `sub`: a client's id is none, in whichever of the forms.
pub(super) fn check(id: &str, problems: &mut Problems) {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    let fits = (1..=100).contains(&id.len()) && id.bytes().all(unreserved) && id != "." && id != "..";
    let message = format!("expected 1 to 100 letters, digits and . _ ~ -, found {}", shown(id));
    problems.require(fits, MEMBER, message);
    let message = "expected no UUID: those are the ids of people";
    problems.require(Uuid::try_parse(id).is_err(), MEMBER, message);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn is_accepted(id: &str) -> bool {
        let mut problems = Problems::default();
        check(id, &mut problems);
        problems.none_or(()).is_ok()
    }

    #[test]
    fn br_07_a_generated_id_reads_the_same_encoded_or_not() {
        let entropy = SeededEntropy::new(1);
        for _ in 0..200 {
            let id = generate(&entropy);
            assert_eq!(id.len(), 22);
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'));
            assert!(!id.starts_with(['-', '_']));
            assert!(is_accepted(&id));
        }
    }

    #[test]
    fn a_client_is_never_called_like_a_person() {
        for id in [
            "018f6a2e-7c1b-7def-8a2b-1234567890ab",
            "018F6A2E-7C1B-7DEF-8A2B-1234567890AB",
            "018f6a2e7c1b7def8a2b1234567890ab",
        ] {
            assert!(!is_accepted(id), "{id}");
        }
        assert!(is_accepted("018f6a2e-7c1b-7def-8a2b-1234567890a"));
    }

    #[test]
    fn an_id_is_plain_wherever_it_stands() {
        assert!(is_accepted("my-app_1.2~x") && is_accepted("a") && is_accepted(&"a".repeat(100)));
        for id in ["", " a", "a/b", "a:b", "a+b", "caf\u{e9}", "a%20b", ".", "..", &"a".repeat(101)] {
            assert!(!is_accepted(id), "{id}");
        }
    }
}
