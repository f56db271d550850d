//! Where the link in a mail leads: a button, so that what only looks at links uses nothing up.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends `token`, and in another browser than the one that asked `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/verify_link.html")]
pub struct VerifyLink {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// What the link carries.
    pub token: String,
    /// The address that it proves.
    pub address: String,
    /// Whether the password is asked for.
    pub asks_password: bool,
    /// Whether an account gets another address by it, and nobody is signed in.
    pub is_change: bool,
    /// What was wrong with the last try.
    pub problems: Vec<LinkProblem>,
}

/// Why a link was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// The password is not the one that was chosen.
    WrongPassword,
    /// Too many wrong ones.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Many people are here.
    Busy,
}

impl VerifyLink {
    fn words(&self) -> String {
        let key = match (self.asks_password, self.is_change) {
            (true, _) => "verify-link-elsewhere",
            (false, true) => "verify-link-change",
            (false, false) => "verify-link-words",
        };
        self.frame.say_with(key, "address", self.address.as_str().into())
    }

    fn submit(&self) -> String {
        self.frame.say(if self.is_change { "verify-submit" } else { "verify-link-submit" })
    }

    fn problems(&self) -> Vec<Problem> {
        let said = |problem: &LinkProblem| match problem {
            LinkProblem::WrongPassword => {
                Problem { field: Some("password"), text: self.frame.say("verify-link-wrong") }
            }
            LinkProblem::Limited { minutes } => {
                let text = self.frame.say_with("login-limited", "minutes", (*minutes).into());
                Problem { field: None, text }
            }
            LinkProblem::Busy => Problem { field: None, text: self.frame.say("crowded") },
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
    let of = |address: &str| VerifyLink {
        frame: frame.clone().at("/verify/link?token=AAAA.BBBB"),
        form: Form { transaction: None, ..Form::sample("/verify/link") },
        token: "AAAA.BBBB".to_owned(),
        address: address.to_owned(),
        asks_password: false,
        is_change: false,
        problems: Vec::new(),
    };
    let typical = of("ada@example.com");
    let elsewhere = |address: &str| VerifyLink { asks_password: true, ..of(address) };
    let wrong = |problem| VerifyLink { problems: vec![problem], ..elsewhere("ada@example.com") };
    vec![
        Sample::of("typical", &typical),
        Sample::of("change", &VerifyLink { is_change: true, ..typical.clone() }),
        Sample::of("elsewhere", &elsewhere("ada@example.com")),
        Sample::of("error", &wrong(LinkProblem::WrongPassword)),
        Sample::of("error-limited", &wrong(LinkProblem::Limited { minutes: 15 })),
        Sample::of("error-busy", &wrong(LinkProblem::Busy)),
        Sample::of("longest", &elsewhere(gallery::LONG)),
        Sample::of("hostile", &elsewhere(gallery::HOSTILE)),
    ]
}
