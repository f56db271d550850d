//! What pages tell of passwords: the rules that are in force, and those that one breaks.

use crate::authn::password_rules::{Broken, shortest};
use crate::config::value::PasswordRules as Configured;
use crate::web::Site;
use crate::web::pages::new_password::{PasswordProblem, PasswordRules};

/// The rules in force.
pub(super) fn rules(site: &Site) -> PasswordRules {
    let rules = site.config.password.rules;
    PasswordRules { least: shortest(rules), composed: rules == Configured::Composition }
}

/// A broken rule, as a page shows it.
pub(super) fn problem(broken: Broken) -> PasswordProblem {
    match broken {
        Broken::TooShort(least) => PasswordProblem::TooShort(least),
        Broken::TooLong => PasswordProblem::TooLong,
        Broken::NoUpperCase => PasswordProblem::NoUpperCase,
        Broken::NoLowerCase => PasswordProblem::NoLowerCase,
        Broken::NoDigit => PasswordProblem::NoDigit,
        Broken::NoSpecial => PasswordProblem::NoSpecial,
        Broken::Common => PasswordProblem::Common,
        Broken::Guessable => PasswordProblem::Guessable,
    }
}
