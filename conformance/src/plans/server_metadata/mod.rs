//! Authorization server metadata (RFC 8414).

mod document;
mod endpoints;
mod endpoints_answer;
mod issuer;
mod keys_are_public;
mod required;
mod signing_algorithms;
mod two_documents_agree;
mod types;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "server-metadata",
    about: "Authorization server metadata: the document and its keys",
    response_mode: None,
    has_people: false,
    modules: &[
        document::MODULE,
        issuer::MODULE,
        required::MODULE,
        types::MODULE,
        endpoints::MODULE,
        endpoints_answer::MODULE,
        two_documents_agree::MODULE,
        signing_algorithms::MODULE,
        keys_are_public::MODULE,
    ],
};
