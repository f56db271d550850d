//! RP-Initiated OP: signing out at an application's wish, as the plan
//! `oidcc-rp-initiated-logout-certification-test-plan` looks at it. What a person looks at there, a page, is here: the browser
//! was sent nowhere, and a page of the provider came.

mod asks_without_hint;
mod bad_id_token_hint;
mod bad_post_logout_redirect_uri;
mod discovery_endpoint_verification;
mod modified_id_token_hint;
mod no_id_token_hint;
mod no_params;
mod no_post_logout_redirect_uri;
mod no_state;
mod only_state;
mod out_and_back;
mod query_added_to_post_logout_redirect_uri;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "rp-initiated-logout",
    about: "OpenID Connect RP-Initiated Logout 1.0: where the browser goes, and that the session is over",
    response_mode: None,
    has_people: true,
    modules: &[
        discovery_endpoint_verification::MODULE,
        out_and_back::MODULE,
        bad_post_logout_redirect_uri::MODULE,
        modified_id_token_hint::MODULE,
        no_id_token_hint::MODULE,
        no_params::MODULE,
        asks_without_hint::MODULE,
        no_post_logout_redirect_uri::MODULE,
        no_state::MODULE,
        only_state::MODULE,
        query_added_to_post_logout_redirect_uri::MODULE,
        bad_id_token_hint::MODULE,
    ],
};
