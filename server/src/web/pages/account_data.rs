//! What is held about the person: taking it along, and having it erased.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Form, Frame, Problem};

/// The page. Its form sends `password`, and as `action` `export` or `erase`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_data.html")]
pub struct AccountData {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// Whose account it is.
    pub account: Account,
    /// What the person signs in with, for password managers.
    pub username: String,
    /// What has to be put right.
    pub problems: Vec<Problem>,
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
    let of = |account: Account, username: &str| AccountData {
        frame: frame.clone().at(Tab::Data.path()),
        tabs: Tab::Data.shown(frame),
        form: Form { transaction: None, ..Form::sample(Tab::Data.path()) },
        account,
        username: username.to_owned(),
        problems: Vec::new(),
    };
    let typical = of(gallery::account(), "ada");
    let wrong = Problem { field: Some("password"), text: frame.say("login-wrong-password") };
    vec![
        Sample::of("typical", &typical),
        Sample::of("error", &AccountData { problems: vec![wrong], ..typical.clone() }),
        Sample::of("longest", &of(gallery::long_account(), gallery::LONG)),
        Sample::of("hostile", &of(gallery::hostile_account(), gallery::HOSTILE)),
    ]
}
