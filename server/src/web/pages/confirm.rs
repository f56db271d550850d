//! The question before something that cannot be taken back. One page asks all of them.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Form, Frame, Problem, When};

/// The page. Its form sends `password` where it is asked for, and nothing else: what it does, and to which thing, is the
/// address that it is sent to.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/confirm.html")]
pub struct Confirm {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// What is asked.
    pub question: Question,
    /// What the person signs in with, for password managers, where the password is asked for.
    pub username: Option<String>,
    /// What was wrong with the password.
    pub problem: Option<String>,
    /// Where everything stays as it is, below the base path.
    pub back: String,
}

/// What is asked: each part in words.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The question, with the name of the thing where there are several.
    pub title: String,
    /// What follows from it.
    pub words: String,
    /// The thing.
    pub name: String,
    /// What tells it from others.
    pub details: Vec<String>,
    /// Since when it is there, and when it was last used.
    pub times: Vec<When>,
    /// What the button says that does it.
    pub yes: String,
    /// What the one beside it says.
    pub no: String,
}

impl Confirm {
    fn problems(&self) -> Vec<Problem> {
        let at_password = |text: &String| Problem { field: Some("password"), text: text.clone() };
        self.problem.iter().map(at_password).collect()
    }

    fn wrong(&self) -> Option<String> {
        self.problem.clone()
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let path = "/account/sessions/end?id=0190f6a2-7c1b-7def-8a2b-1234567890ac";
    let of = |name: &str, detail: &str| Confirm {
        frame: frame.clone().at(path),
        tabs: Tab::Sessions.shown(frame),
        form: Form { transaction: None, ..Form::sample(path) },
        question: Question {
            title: frame.say_with("confirm-session-title", "device", name.into()),
            words: frame.say("confirm-session-words"),
            name: name.to_owned(),
            details: vec![detail.to_owned()],
            times: vec![gallery::when(frame, "sessions-last"), gallery::when(frame, "sessions-since")],
            yes: frame.say("sessions-end"),
            no: frame.say("confirm-keep"),
        },
        username: None,
        problem: None,
        back: Tab::Sessions.path().to_owned(),
    };
    let typical = of("Safari, iPhone", "192.0.2.7");
    let erase = Confirm {
        tabs: Tab::Data.shown(frame),
        question: Question {
            title: frame.say("confirm-erase-title"),
            words: frame.say("data-erase-words"),
            name: "Ada Lovelace".to_owned(),
            details: vec!["ada@example.com".to_owned()],
            yes: frame.say("data-erase"),
            no: frame.say("confirm-erase-keep"),
            ..Question::default()
        },
        username: Some("ada".to_owned()),
        ..typical.clone()
    };
    let wrong = Some(frame.say("login-wrong-password"));
    vec![
        Sample::of("typical", &typical),
        Sample::of("password", &erase),
        Sample::of("error", &Confirm { problem: wrong, ..erase }),
        Sample::of("longest", &of(gallery::LONG, gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE, gallery::HOSTILE)),
    ]
}
