//! Every plan. The names of plans and modules are the official suite's where it has the same check.
//!
//! **To add a plan:** a folder with a `PLAN`, and a line here.

pub mod access_token_jwt;
pub mod basic;
pub mod client_credentials;
pub mod config;
pub mod formpost_basic;
pub mod introspection;
pub mod issuer_identification;
pub mod oauth;
pub mod pkce;
pub mod refresh;
pub mod revocation;
pub mod rp_initiated_logout;
pub mod server_metadata;

use crate::module::Plan;

/// All plans, in the order they run.
pub const ALL: &[Plan] = &[
    config::PLAN,
    basic::PLAN,
    formpost_basic::PLAN,
    rp_initiated_logout::PLAN,
    oauth::PLAN,
    pkce::PLAN,
    refresh::PLAN,
    client_credentials::PLAN,
    introspection::PLAN,
    revocation::PLAN,
    access_token_jwt::PLAN,
    issuer_identification::PLAN,
    server_metadata::PLAN,
];

/// The plan of this name.
pub fn named(name: &str) -> Option<&'static Plan> {
    ALL.iter().find(|plan| plan.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_module_says_what_it_requires_and_where_that_is_written() {
        let mut seen = HashSet::new();
        for plan in ALL {
            assert!(seen.insert(plan.name) && !plan.modules.is_empty());
            let mut names = HashSet::new();
            for module in plan.modules {
                assert!(names.insert(module.name), "{} is twice in {}", module.name, plan.name);
                let is_sentence = module.requires.len() > 20 && !module.requires.ends_with('.');
                let is_cited = module.source.chars().any(|c| c.is_ascii_digit());
                assert!(is_sentence && is_cited, "{}/{}", plan.name, module.name);
                assert!(!module.name.contains('_') && module.name == module.name.to_lowercase());
            }
        }
    }
}
