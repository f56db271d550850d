//! Basic OP: the code flow of OpenID Connect Core, as the plan `oidcc-basic-certification-test-plan` looks at it.

mod codereuse;
mod prompt_none_not_logged_in;
mod server;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "basic",
    about: "OpenID Connect Core: the code flow, scopes, claims, prompt, max_age, hints",
    modules: &[server::MODULE, prompt_none_not_logged_in::MODULE, codereuse::MODULE],
};
