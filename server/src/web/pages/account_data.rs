//! What is held about the person: taking it along, and having it erased.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends `password`, and is answered with the archive.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_data.html")]
pub struct AccountData {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// What the person signs in with, for password managers.
    pub username: String,
    /// What has to be put right.
    pub problems: Vec<Problem>,
    /// Where the account is erased, below the base path.
    pub erase: &'static str,
}

impl AccountData {
    fn problems(&self) -> Vec<Problem> {
        self.problems.clone()
    }

    fn wrong(&self) -> Option<String> {
        self.problems.first().map(|problem| problem.text.clone())
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |username: &str| AccountData {
        frame: frame.clone().at(Tab::Data.path()),
        tabs: Tab::Data.shown(frame),
        form: Form { transaction: None, ..Form::sample(Tab::Data.path()) },
        username: username.to_owned(),
        problems: Vec::new(),
        erase: "/account/data/erase",
    };
    let typical = of("ada");
    let wrong = Problem { field: Some("password"), text: frame.say("login-wrong-password") };
    vec![
        Sample::of("typical", &typical),
        Sample::of("error", &AccountData { problems: vec![wrong], ..typical.clone() }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
