//! Token revocation (RFC 7009).

mod access_token;
mod get;
mod hint_wrong;
mod other_client;
mod public_client;
mod refresh_token;
mod refresh_token_ends_access_tokens;
mod rotated_refresh_token;
mod token_missing;
mod unauthenticated;
mod unknown_token;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "revocation",
    about: "Token revocation: a client gives back what it has",
    response_mode: None,
    has_people: true,
    modules: &[
        refresh_token::MODULE,
        refresh_token_ends_access_tokens::MODULE,
        access_token::MODULE,
        unknown_token::MODULE,
        hint_wrong::MODULE,
        token_missing::MODULE,
        other_client::MODULE,
        unauthenticated::MODULE,
        public_client::MODULE,
        rotated_refresh_token::MODULE,
        get::MODULE,
    ],
};
