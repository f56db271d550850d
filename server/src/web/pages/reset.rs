//! Sets a new password in the place of a forgotten one.

use askama::Template;

use super::gallery::{self, Sample};
use super::new_password::{self, Meter, PasswordProblem, PasswordRules};
use super::{Account, Form, Frame, Problem};

/// The page. Its form sends `token` and `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/reset.html")]
pub struct Reset {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// What the link carries.
    pub token: String,
    /// Whose password it is.
    pub account: Account,
    /// The name that they sign in with, for password managers.
    pub username: String,
    /// What a password is held to.
    pub rules: PasswordRules,
    /// How strong what was typed is, if it was asked.
    pub meter: Meter,
    /// What was wrong with the last try.
    pub problems: Vec<ResetProblem>,
}

/// Why no password was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetProblem {
    /// It breaks a rule.
    Password(PasswordProblem),
    /// Too many passwords are being hashed.
    Busy,
}

impl Reset {
    fn problems(&self) -> Vec<Problem> {
        let said = |problem: &ResetProblem| match problem {
            ResetProblem::Password(problem) => problem.problem(&self.frame),
            ResetProblem::Busy => Problem { field: None, text: self.frame.say("crowded") },
        };
        self.problems.iter().map(said).collect()
    }

    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text)
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn password_label(&self) -> &'static str {
        "reset-password"
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |account, username: &str| Reset {
        frame: frame.clone().at("/reset?token=AAAA.BBBB"),
        form: Form { transaction: None, ..Form::sample("/reset") },
        token: "AAAA.BBBB".to_owned(),
        account,
        username: username.to_owned(),
        rules: new_password::SAMPLE,
        meter: Meter::of(frame, None),
        problems: Vec::new(),
    };
    let typical = of(gallery::account(), "ada");
    let wrong = new_password::ALL.map(ResetProblem::Password).to_vec();
    vec![
        Sample::of("typical", &typical),
        Sample::of("strength", &Reset { meter: Meter::of(frame, Some(4)), ..typical.clone() }),
        Sample::of("error", &Reset { problems: wrong, ..typical.clone() }),
        Sample::of("error-busy", &Reset { problems: vec![ResetProblem::Busy], ..typical }),
        Sample::of("longest", &of(gallery::long_account(), gallery::LONG)),
        Sample::of("hostile", &of(gallery::hostile_account(), gallery::HOSTILE)),
    ]
}
