//! Changes the password. `/.well-known/change-password` leads here too (W3C, "A Well-Known URL for Changing Passwords").

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::new_password::{self, Meter, PasswordProblem, PasswordRules};
use super::{Account, Form, Frame, Problem, WayOn};

/// The page. Its form sends `current` and `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/change_password.html")]
pub struct ChangePassword {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the pages of the account.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// Whose password it is.
    pub account: Account,
    /// The name that they sign in with, for password managers.
    pub username: String,
    /// What a password is held to.
    pub rules: PasswordRules,
    /// How strong what was typed is, if it was asked.
    pub meter: Meter,
    /// What was wrong with the last try.
    pub problems: Vec<ChangeProblem>,
    /// What ends with it.
    pub ends: Ends,
    /// Whether it was changed a moment ago.
    pub is_done: bool,
    /// Back to the account.
    pub back: WayOn,
}

/// What ends with a change of the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Every sign-in but this one.
    Others,
    /// Every sign-in.
    All,
    /// None.
    None,
}

/// Why the password is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeProblem {
    /// The one in force was left empty.
    MissingCurrent,
    /// It is another one.
    WrongCurrent,
    /// Too many failures.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// The new one breaks a rule.
    Password(PasswordProblem),
    /// The new one is the old one.
    Same,
    /// It was changed elsewhere at the same moment.
    Overtaken,
    /// Too many passwords are being hashed.
    Busy,
}

impl ChangePassword {
    fn ends(&self) -> Option<String> {
        match self.ends {
            Ends::Others => Some(self.frame.say("password-ends")),
            Ends::All => Some(self.frame.say("reset-ends")),
            Ends::None => None,
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let frame = &self.frame;
        let said = |problem: &ChangeProblem| match *problem {
            ChangeProblem::MissingCurrent => at("current", frame.say("login-no-password")),
            ChangeProblem::WrongCurrent => at("current", frame.say("login-wrong-password")),
            ChangeProblem::Limited { minutes } => {
                Problem { field: None, text: frame.say_with("login-limited", "minutes", minutes.into()) }
            }
            ChangeProblem::Password(problem) => problem.problem(frame),
            ChangeProblem::Same => at("password", frame.say("password-same")),
            ChangeProblem::Overtaken => Problem { field: None, text: frame.say("password-overtaken") },
            ChangeProblem::Busy => Problem { field: None, text: frame.say("crowded") },
        };
        self.problems.iter().map(said).collect()
    }

    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text)
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn password_label(&self) -> &'static str {
        "password-new"
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

fn at(field: &'static str, text: String) -> Problem {
    Problem { field: Some(field), text }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |account, username: &str| ChangePassword {
        frame: frame.clone().at("/change-password"),
        tabs: Tab::Security.shown(frame),
        form: Form { transaction: None, ..Form::sample("/change-password") },
        account,
        username: username.to_owned(),
        rules: new_password::SAMPLE,
        meter: Meter::of(frame, None),
        problems: Vec::new(),
        ends: Ends::Others,
        is_done: false,
        back: WayOn::account(frame),
    };
    let typical = of(gallery::account(), "ada");
    let wrong =
        |problems: &[ChangeProblem]| ChangePassword { problems: problems.to_vec(), ..typical.clone() };
    let broken: Vec<_> = new_password::ALL.map(ChangeProblem::Password).to_vec();
    vec![
        Sample::of("typical", &typical),
        Sample::of("done", &ChangePassword { is_done: true, ..typical.clone() }),
        Sample::of("ends-all", &ChangePassword { ends: Ends::All, ..typical.clone() }),
        Sample::of("ends-none", &ChangePassword { ends: Ends::None, ..typical.clone() }),
        Sample::of("strength", &ChangePassword { meter: Meter::of(frame, Some(2)), ..typical.clone() }),
        Sample::of("error", &wrong(&[ChangeProblem::WrongCurrent])),
        Sample::of("error-rules", &wrong(&broken)),
        Sample::of("error-empty", &wrong(&[ChangeProblem::MissingCurrent, ChangeProblem::Same])),
        Sample::of("error-limited", &wrong(&[ChangeProblem::Limited { minutes: 15 }])),
        Sample::of("error-busy", &wrong(&[ChangeProblem::Busy, ChangeProblem::Overtaken])),
        Sample::of("longest", &of(gallery::long_account(), gallery::LONG)),
        Sample::of("hostile", &of(gallery::hostile_account(), gallery::HOSTILE)),
    ]
}
