//! Asks for another address.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Form, Frame, Problem, WayOn};

/// The page. Its form sends `email`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_email.html")]
pub struct AccountEmail {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// The address of the account, where it has one.
    pub now: Option<String>,
    /// What stands in the field.
    pub email: String,
    /// What was wrong with the last try.
    pub problems: Vec<EmailProblem>,
    /// Back to the profile.
    pub back: WayOn,
}

/// Why nothing was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// No mail can be sent there.
    Wrong,
    /// It is the address of the account.
    Same,
    /// It was asked too often.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Many people are here.
    Busy,
}

impl AccountEmail {
    fn words_now(&self) -> Option<String> {
        let now = self.now.as_deref()?;
        Some(self.frame.say_with("email-now", "address", now.into()))
    }

    fn problems(&self) -> Vec<Problem> {
        let frame = &self.frame;
        let said = |problem: &EmailProblem| match *problem {
            EmailProblem::Wrong => Problem { field: Some("email"), text: frame.say("register-bad-email") },
            EmailProblem::Same => Problem { field: Some("email"), text: frame.say("email-same") },
            EmailProblem::Limited { minutes } => {
                Problem { field: None, text: frame.say_with("asked-too-often", "minutes", minutes.into()) }
            }
            EmailProblem::Busy => Problem { field: None, text: frame.say("crowded") },
        };
        self.problems.iter().map(said).collect()
    }

    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text)
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |address: &str| AccountEmail {
        frame: frame.clone().at("/account/email"),
        tabs: Tab::Profile.shown(frame),
        form: Form { transaction: None, ..Form::sample("/account/email") },
        now: Some(address.to_owned()),
        email: address.to_owned(),
        problems: Vec::new(),
        back: WayOn::account(frame),
    };
    let typical = AccountEmail { email: String::new(), ..of("ada@example.com") };
    let wrong = |problem| AccountEmail { problems: vec![problem], ..of("ada@example.com") };
    vec![
        Sample::of("typical", &typical),
        Sample::of("first", &AccountEmail { now: None, ..typical }),
        Sample::of("error", &wrong(EmailProblem::Wrong)),
        Sample::of("error-same", &wrong(EmailProblem::Same)),
        Sample::of("error-limited", &wrong(EmailProblem::Limited { minutes: 15 })),
        Sample::of("error-busy", &wrong(EmailProblem::Busy)),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
