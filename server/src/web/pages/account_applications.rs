//! Which applications act for the person.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Application, Form, Frame};

/// The page. Its form sends `disconnect`: the id of an application.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_applications.html")]
pub struct AccountApplications {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// The applications.
    pub connected: Vec<Connected>,
    /// What was done a moment ago, in words.
    pub done: Option<String>,
}

/// An application as it is shown.
#[derive(Clone, Debug)]
pub struct Connected {
    /// Its id.
    pub id: String,
    /// Name and logo.
    pub application: Application,
    /// What it was allowed, each in words.
    pub allowed: Vec<String>,
    /// Since when, in words.
    pub since: Option<String>,
    /// When it last fetched tokens, in words.
    pub last: Option<String>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |application: Application, allowed: &[&str]| Connected {
        id: "demo-partner".to_owned(),
        application,
        allowed: allowed.iter().map(|text| (*text).to_owned()).collect(),
        since: Some(gallery::moment(frame, "applications-since")),
        last: Some(gallery::moment(frame, "applications-last")),
    };
    let typical = AccountApplications {
        frame: frame.clone().at(Tab::Applications.path()),
        tabs: Tab::Applications.shown(frame),
        form: Form { transaction: None, ..Form::sample(Tab::Applications.path()) },
        connected: vec![of(
            gallery::application(),
            &[&frame.say("scope-email"), &frame.say("scope-profile")],
        )],
        done: None,
    };
    let with = |connected| AccountApplications { connected: vec![connected], ..typical.clone() };
    let none = AccountApplications {
        connected: Vec::new(),
        done: Some(frame.say("applications-ended")),
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("none", &none),
        Sample::of("longest", &with(of(gallery::long_application(), &[gallery::LONG; 6]))),
        Sample::of("hostile", &with(of(gallery::hostile_application(), &[gallery::HOSTILE]))),
    ]
}
