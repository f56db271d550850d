//! Form Post OP: all that Basic looks at, with every response posted by a form.

use super::basic;
use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "formpost-basic",
    about: "OAuth 2.0 Form Post Response Mode: the modules of basic with response_mode=form_post",
    response_mode: Some("form_post"),
    has_people: true,
    modules: basic::MODULES,
};
