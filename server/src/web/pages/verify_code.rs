//! Asks for the code that was sent to an address.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends `ticket` and `code`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/verify_code.html")]
pub struct VerifyCode {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// Which mail it belongs to.
    pub ticket: String,
    /// The address that the mail went to.
    pub address: String,
    /// What was wrong with the last try.
    pub problems: Vec<CodeProblem>,
}

/// Why a code was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeProblem {
    /// Another code stands in the mail.
    Wrong,
    /// Many people are here.
    Busy,
}

impl VerifyCode {
    fn sent_to(&self) -> String {
        self.frame.say_with("verify-words", "address", self.address.as_str().into())
    }

    fn problems(&self) -> Vec<Problem> {
        let said = |problem: &CodeProblem| match problem {
            CodeProblem::Wrong => Problem { field: Some("code"), text: self.frame.say("verify-wrong") },
            CodeProblem::Busy => Problem { field: None, text: self.frame.say("crowded") },
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
    let of = |address: &str| VerifyCode {
        frame: frame.clone().at("/verify?ticket=u2JQv0kq1Y7nM3tZs9XcB4"),
        form: Form { transaction: None, ..Form::sample("/verify") },
        ticket: "u2JQv0kq1Y7nM3tZs9XcB4".to_owned(),
        address: address.to_owned(),
        problems: Vec::new(),
    };
    let typical = of("ada@example.com");
    vec![
        Sample::of("typical", &typical),
        Sample::of("error", &VerifyCode { problems: vec![CodeProblem::Wrong], ..typical.clone() }),
        Sample::of("error-busy", &VerifyCode { problems: vec![CodeProblem::Busy], ..typical }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
