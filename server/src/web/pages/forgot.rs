//! A forgotten password: whose is it?

use askama::Template;

use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends `username`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/forgot.html")]
pub struct Forgot {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// What stands in the name's field.
    pub username: String,
    /// What was wrong with the last try.
    pub problems: Vec<ForgotProblem>,
    /// What the logs know this request by.
    pub request_id: String,
}

/// Why no mail was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgotProblem {
    /// The name was left empty.
    Missing,
    /// Asked too often from here.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
}

impl Forgot {
    fn problems(&self) -> Vec<Problem> {
        let frame = &self.frame;
        let said = |problem: &ForgotProblem| match *problem {
            ForgotProblem::Missing => {
                Problem { field: Some("username"), text: frame.say("login-no-username") }
            }
            ForgotProblem::Limited { minutes } => {
                Problem { field: None, text: frame.say_with("asked-too-often", "minutes", minutes.into()) }
            }
        };
        self.problems.iter().map(said).collect()
    }

    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field == Some(field)).map(|problem| problem.text)
    }

    fn request(&self) -> Option<&str> {
        let is_ours = |problem: &ForgotProblem| matches!(problem, ForgotProblem::Limited { .. });
        self.problems.iter().any(is_ours).then_some(self.request_id.as_str())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |username: &str| Forgot {
        frame: frame.clone().at("/forgot"),
        form: Form { transaction: None, ..Form::sample("/forgot") },
        username: username.to_owned(),
        problems: Vec::new(),
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
    };
    let typical = of("");
    let limited = vec![ForgotProblem::Limited { minutes: 60 }];
    vec![
        Sample::of("typical", &typical),
        Sample::of("error", &Forgot { problems: vec![ForgotProblem::Missing], ..typical.clone() }),
        Sample::of("error-limited", &Forgot { problems: limited, ..of("ada@example.com") }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
