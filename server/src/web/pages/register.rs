//! Making an account.

use askama::Template;

use super::gallery::{self, Sample};
use super::new_password::{self, Meter, PasswordProblem, PasswordRules};
use super::{Form, Frame, Problem};

/// The page. Its form sends `email`, `name` and `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/register.html")]
pub struct Register {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// What stands in the address's field.
    pub email: String,
    /// What stands in the name's field.
    pub name: String,
    /// What a password is held to.
    pub rules: PasswordRules,
    /// How strong what was typed is, if it was asked.
    pub meter: Meter,
    /// What was wrong with the last try.
    pub problems: Vec<RegisterProblem>,
    /// What the logs know this request by.
    pub request_id: String,
    /// Where whoever has an account signs in, below the base path.
    pub sign_in: String,
}

/// Why no account was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterProblem {
    /// No address, or none that mail can be sent to.
    Email,
    /// The name is too long.
    Name,
    /// The password breaks a rule.
    Password(PasswordProblem),
    /// Asked too often from here.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Too many passwords are being hashed.
    Busy,
}

impl Register {
    fn problems(&self) -> Vec<Problem> {
        let frame = &self.frame;
        let said = |problem: &RegisterProblem| match *problem {
            RegisterProblem::Email => Problem { field: Some("email"), text: frame.say("register-bad-email") },
            RegisterProblem::Name => Problem { field: Some("name"), text: frame.say("register-bad-name") },
            RegisterProblem::Password(problem) => problem.problem(frame),
            RegisterProblem::Limited { minutes } => {
                Problem { field: None, text: frame.say_with("asked-too-often", "minutes", minutes.into()) }
            }
            RegisterProblem::Busy => Problem { field: None, text: frame.say("crowded") },
        };
        self.problems.iter().map(said).collect()
    }

    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text)
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn password_label(&self) -> &'static str {
        "register-password"
    }

    fn request(&self) -> Option<&str> {
        let is_ours =
            |p: &RegisterProblem| matches!(p, RegisterProblem::Limited { .. } | RegisterProblem::Busy);
        self.problems.iter().any(is_ours).then_some(self.request_id.as_str())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = Register {
        frame: frame.clone().at("/register"),
        form: Form::sample("/register"),
        email: String::new(),
        name: String::new(),
        rules: new_password::SAMPLE,
        meter: Meter::of(frame, None),
        problems: Vec::new(),
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
        sign_in: "/sign-in".to_owned(),
    };
    let typed = |text: &str| Register { email: text.to_owned(), name: text.to_owned(), ..typical.clone() };
    let wrong = [RegisterProblem::Email, RegisterProblem::Name].into_iter();
    let wrong = wrong.chain(new_password::ALL.map(RegisterProblem::Password)).collect();
    let length = PasswordRules { least: 15, composed: false };
    vec![
        Sample::of("typical", &typical),
        Sample::of("length", &Register { rules: length, ..typical.clone() }),
        Sample::of("strength", &Register { meter: Meter::of(frame, Some(1)), ..typed("ada@example.com") }),
        Sample::of("error", &Register { problems: wrong, ..typed("ada@example") }),
        Sample::of(
            "error-limited",
            &Register {
                problems: vec![RegisterProblem::Limited { minutes: 60 }],
                ..typed("ada@example.com")
            },
        ),
        Sample::of(
            "error-busy",
            &Register { problems: vec![RegisterProblem::Busy], ..typed("ada@example.com") },
        ),
        Sample::of("longest", &typed(gallery::LONG)),
        Sample::of("hostile", &typed(gallery::HOSTILE)),
    ]
}
