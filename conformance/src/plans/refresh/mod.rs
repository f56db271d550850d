//! Refresh tokens (RFC 6749 section 6, RFC 9700 section 4.14, OpenID Connect Core 12).

mod chain;
mod id_token;
mod is_no_access_token;
mod new_access_token;
mod other_client;
mod public_client;
mod race;
mod reuse_ends_the_chain;
mod reuse_is_refused;
mod rotation_for_confidential_clients;
mod rotation_for_public_clients;
mod scope_narrowed;
mod scope_narrowed_once;
mod scope_wider;
mod unauthenticated;
mod unknown;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "refresh",
    about: "Refresh tokens: rotation, replay, scope, whose they are",
    response_mode: None,
    has_people: true,
    modules: &[
        new_access_token::MODULE,
        public_client::MODULE,
        id_token::MODULE,
        scope_narrowed::MODULE,
        scope_narrowed_once::MODULE,
        scope_wider::MODULE,
        other_client::MODULE,
        unauthenticated::MODULE,
        unknown::MODULE,
        is_no_access_token::MODULE,
        rotation_for_public_clients::MODULE,
        rotation_for_confidential_clients::MODULE,
        reuse_is_refused::MODULE,
        reuse_ends_the_chain::MODULE,
        race::MODULE,
    ],
};
