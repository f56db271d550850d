//! What happened to the account.

use askama::Template;

use super::Frame;
use super::account::{Shown, Tab};
use super::gallery::{self, Sample};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_activity.html")]
pub struct AccountActivity {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// The events, newest first.
    pub events: Vec<Event>,
    /// Where earlier ones are shown, from the root of the host.
    pub earlier: Option<String>,
}

/// An event as it is shown.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened, in words.
    pub what: String,
    /// Whether it failed or was refused.
    pub is_failure: bool,
    /// When, in words.
    pub when: String,
    /// When, for machines.
    pub datetime: String,
    /// The application it was about or done through.
    pub application: Option<String>,
    /// Browser and system, in words.
    pub device: Option<String>,
    /// From where.
    pub address: Option<String>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let event = |what: String, text: &str, is_failure| Event {
        what,
        is_failure,
        when: frame.moment(chrono::DateTime::UNIX_EPOCH),
        datetime: "2030-01-15T08:00:00Z".to_owned(),
        application: Some(text.to_owned()),
        device: Some("Firefox, Linux".to_owned()),
        address: Some("192.0.2.7".to_owned()),
    };
    let typical = AccountActivity {
        frame: frame.clone().at(Tab::Activity.path()),
        tabs: Tab::Activity.shown(frame),
        events: vec![
            event(frame.say("event-login-success"), "Notes", false),
            event(frame.say("event-login-failed"), "Notes", true),
        ],
        earlier: Some(format!(
            "{}/account/activity?cursor=0190f6a2-7c1b-7def-8a2b-1234567890ab",
            frame.base()
        )),
    };
    let of = |text: &str| AccountActivity {
        events: vec![event(text.to_owned(), text, false); 3],
        earlier: None,
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("none", &AccountActivity { events: Vec::new(), earlier: None, ..typical.clone() }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
