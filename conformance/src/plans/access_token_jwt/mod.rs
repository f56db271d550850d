//! JWT profile for access tokens (RFC 9068). Opaque tokens are skipped.

mod authentication;
mod changed;
mod claims;
mod id_token_is_none;
mod jti_unique;
mod scope;
mod service;
mod times;
mod typ;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "access-token-jwt",
    about: "JWT access tokens: type, claims, signature",
    response_mode: None,
    has_people: true,
    modules: &[
        typ::MODULE,
        claims::MODULE,
        times::MODULE,
        jti_unique::MODULE,
        scope::MODULE,
        authentication::MODULE,
        service::MODULE,
        changed::MODULE,
        id_token_is_none::MODULE,
    ],
};
