//! Which applications act for the person.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Application, Frame, When};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_applications.html")]
pub struct AccountApplications {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// The applications.
    pub connected: Vec<Connected>,
    /// What was done a moment ago, in words.
    pub done: Option<String>,
}

/// An application as it is shown.
#[derive(Clone, Debug)]
pub struct Connected {
    /// Where it is disconnected, below the base path.
    pub end: String,
    /// Name and logo.
    pub application: Application,
    /// What it was allowed, each in words.
    pub allowed: Vec<String>,
    /// When it last fetched tokens, and since when it may.
    pub times: Vec<When>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |application: Application, allowed: &[&str]| Connected {
        end: "/account/applications/disconnect?id=demo-partner".to_owned(),
        application,
        allowed: allowed.iter().map(|text| (*text).to_owned()).collect(),
        times: vec![gallery::when(frame, "applications-last"), gallery::when(frame, "applications-since")],
    };
    let typical = AccountApplications {
        frame: frame.clone().at(Tab::Applications.path()),
        tabs: Tab::Applications.shown(frame),
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
