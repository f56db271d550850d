//! The client credentials grant (RFC 6749 section 4.4).

mod is_no_person;
mod no_id_token;
mod no_refresh_token;
mod public_client;
mod scope;
mod scope_unknown;
mod secret_wrong;
mod token;
mod unregistered_grant;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "client-credentials",
    about: "Client credentials: a service acts for itself",
    response_mode: None,
    has_people: false,
    modules: &[
        token::MODULE,
        no_refresh_token::MODULE,
        no_id_token::MODULE,
        scope::MODULE,
        scope_unknown::MODULE,
        secret_wrong::MODULE,
        public_client::MODULE,
        unregistered_grant::MODULE,
        is_no_person::MODULE,
    ],
};
