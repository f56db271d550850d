//! Token introspection (RFC 7662).

mod access_token;
mod changed_token;
mod code;
mod get;
mod hint_wrong;
mod id_token;
mod refresh_token;
mod revoked_token;
mod service_token;
mod token_missing;
mod unauthenticated;
mod unknown_token;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "introspection",
    about: "Token introspection: what a resource server is told",
    response_mode: None,
    has_people: true,
    modules: &[
        access_token::MODULE,
        service_token::MODULE,
        refresh_token::MODULE,
        unknown_token::MODULE,
        changed_token::MODULE,
        revoked_token::MODULE,
        id_token::MODULE,
        code::MODULE,
        hint_wrong::MODULE,
        token_missing::MODULE,
        unauthenticated::MODULE,
        get::MODULE,
    ],
};
