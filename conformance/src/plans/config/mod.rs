//! Config OP: what a provider says about itself. The official suite has one module for it; here each requirement has its own.

mod claims;
mod client_authentication;
mod code_challenge_methods;
mod discovery_endpoint_verification;
mod endpoints_https;
mod issuer;
mod jwks;
mod jwks_algorithms;
mod jwks_key_ids;
mod jwks_public_only;
mod locales;
mod no_empty_members;
mod required_members;
mod response_types;
mod scopes;
mod signing_algorithms;
mod subject_types;
mod unknown_names;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "config",
    about: "OpenID Connect Discovery: the metadata and the keys",
    response_mode: None,
    has_people: false,
    modules: &[
        discovery_endpoint_verification::MODULE,
        issuer::MODULE,
        required_members::MODULE,
        endpoints_https::MODULE,
        no_empty_members::MODULE,
        response_types::MODULE,
        scopes::MODULE,
        subject_types::MODULE,
        signing_algorithms::MODULE,
        client_authentication::MODULE,
        code_challenge_methods::MODULE,
        claims::MODULE,
        locales::MODULE,
        unknown_names::MODULE,
        jwks::MODULE,
        jwks_public_only::MODULE,
        jwks_key_ids::MODULE,
        jwks_algorithms::MODULE,
    ],
};
