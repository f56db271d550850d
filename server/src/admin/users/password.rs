//! A password that an operator sets: held to the same rules as one that its person chooses.

use serde_json::{Value, json};

use crate::admin::{AdminError, Office, Problems};
use crate::authn::password_rules::{self, Broken};
use crate::config::Config;
use crate::config::value::PasswordRules;
use crate::secret::Secret;

/// What passwords are held to.
#[derive(Debug, Clone)]
pub struct PasswordPolicy {
    /// The rules that are configured.
    pub rules: PasswordRules,
    /// The operator's name, which nobody's password leans on.
    pub brand: String,
    /// Whether they are not held to: somebody says so, and the log says which rules were broken.
    pub is_ignored: bool,
}

impl PasswordPolicy {
    /// As it is configured.
    pub fn of(config: &Config) -> Self {
        Self { rules: config.password.rules, brand: config.brand.name.clone(), is_ignored: false }
    }
}

/// The hash, and what the event says of rules that were broken on purpose. Under `signet dev` every password is fine.
pub(super) async fn hashed(
    office: &Office,
    password: &Secret,
    own: Vec<String>,
) -> Result<(Secret, Option<Value>), AdminError> {
    let PasswordPolicy { rules, brand, is_ignored } = &office.password_policy;
    let own = own.into_iter().chain([brand.clone()]).collect();
    let broken = if office.is_dev {
        Vec::new()
    } else {
        password_rules::broken_of(&office.passwords, *rules, password, own).await?
    };
    if !is_ignored {
        let mut problems = Problems::default();
        for rule in &broken {
            problems.add("password", told(*rule));
        }
        problems.none_or(()).map_err(AdminError::Claims)?;
    }
    let names: Vec<&str> = broken.iter().map(|rule| rule.as_str()).collect();
    let detail = (!names.is_empty()).then(|| json!({"ignored_rules": names}));
    Ok((office.passwords.hash(password, &*office.entropy).await?, detail))
}

/// The rule, with what it asks for.
fn told(rule: Broken) -> String {
    let expected = match rule {
        Broken::TooShort(least) => format!("expected at least {least} characters"),
        Broken::TooLong => "expected at most 1024 bytes".to_owned(),
        Broken::NoUpperCase => "expected an upper-case letter".to_owned(),
        Broken::NoLowerCase => "expected a lower-case letter".to_owned(),
        Broken::NoDigit => "expected a digit".to_owned(),
        Broken::NoSpecial => "expected a character that is neither letter nor digit".to_owned(),
        Broken::Common => "expected none of the passwords that everybody tries".to_owned(),
        Broken::Guessable => {
            "expected one that is harder to guess, without the person's own words".to_owned()
        }
    };
    format!("{}: {expected}", rule.as_str())
}
