//! Authorization server issuer identification (RFC 9207).

mod error;
mod form_post;
mod metadata;
mod not_injectable;
mod refused;
mod success;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "issuer-identification",
    about: "iss in authorization responses",
    response_mode: None,
    has_people: true,
    modules: &[
        success::MODULE,
        error::MODULE,
        refused::MODULE,
        not_injectable::MODULE,
        form_post::MODULE,
        metadata::MODULE,
    ],
};
