//! What pages tell of passwords: the rules that are in force, those that one breaks, and how strong one is.

use crate::account::Hindered;
use crate::authn::password_rules::{self, Broken, shortest};
use crate::config::value::PasswordRules as Configured;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::pages::new_password::{PasswordProblem, PasswordRules};

/// The rules in force.
pub(super) fn rules(site: &Site) -> PasswordRules {
    let rules = site.config.password.rules;
    PasswordRules { least: shortest(rules), composed: rules == Configured::Composition }
}

/// What a form's button sends that asks how strong a password is.
pub(super) const STRENGTH: &str = "strength";

/// How strong what was typed is, by whoever knows the person; nothing where nothing was typed. It is not kept.
pub(super) async fn strength(site: &Site, typed: &str, mut own: Vec<String>) -> Result<Option<u8>, Hindered> {
    if typed.is_empty() {
        return Ok(None);
    }
    own.push(site.config.brand.name.clone());
    Ok(Some(password_rules::strength(site, &Secret::new(typed), own).await?))
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
