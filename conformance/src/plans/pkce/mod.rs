//! PKCE: Proof Key for Code Exchange (RFC 7636), as RFC 9700 wants it.

mod challenge_malformed;
mod metadata;
mod method_missing;
mod method_unknown;
mod method_without_challenge;
mod plain;
mod public_client_must;
mod s256;
mod verifier_malformed;
mod verifier_missing;
mod verifier_without_challenge;
mod verifier_wrong;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "pkce",
    about: "Proof Key for Code Exchange: verifiers, downgrades, plain",
    response_mode: None,
    has_people: true,
    modules: &[
        s256::MODULE,
        verifier_wrong::MODULE,
        verifier_missing::MODULE,
        verifier_malformed::MODULE,
        challenge_malformed::MODULE,
        verifier_without_challenge::MODULE,
        method_without_challenge::MODULE,
        public_client_must::MODULE,
        plain::MODULE,
        method_missing::MODULE,
        method_unknown::MODULE,
        metadata::MODULE,
    ],
};
