//! What happened to the account.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Frame, When};

/// The page. Its form is sent by GET: what is asked for stands in the address.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_activity.html")]
pub struct AccountActivity {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// The page's own address, below the base path.
    pub path: &'static str,
    /// By what the events are chosen.
    pub choices: Vec<Choice>,
    /// Whether fewer than all are asked for.
    pub is_filtered: bool,
    /// The events, newest first.
    pub events: Vec<Event>,
    /// Where the newest are shown, from the root of the host, where these are earlier ones.
    pub newest: Option<String>,
    /// Where earlier ones are shown, from the root of the host.
    pub earlier: Option<String>,
}

/// One thing to choose by.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The parameter.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What there is to choose from, first of all everything.
    pub options: Vec<Offer>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The parameter's value.
    pub value: &'static str,
    /// What it is called.
    pub label: String,
    /// Whether it is what is shown.
    pub is_chosen: bool,
}

/// An event as it is shown.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened, in words.
    pub what: String,
    /// Whether it failed or was refused.
    pub is_failure: bool,
    /// When.
    pub when: When,
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
        when: gallery::just(frame),
        application: Some(text.to_owned()),
        device: Some("Firefox, Linux".to_owned()),
        address: Some("192.0.2.7".to_owned()),
    };
    let offer = |value, word: &str| Offer { value, label: frame.say(word), is_chosen: value == "sign-in" };
    let topics = vec![offer("", "activity-any"), offer("sign-in", "activity-sign-in")];
    let place = format!("{}/account/activity", frame.base());
    let typical = AccountActivity {
        frame: frame.clone().at(Tab::Activity.path()),
        tabs: Tab::Activity.shown(frame),
        path: Tab::Activity.path(),
        choices: vec![Choice { name: "topic", label: frame.say("activity-topic"), options: topics }],
        is_filtered: false,
        events: vec![
            event(frame.say("event-login-success"), "Notes", false),
            event(frame.say("event-login-failed"), "Notes", true),
        ],
        newest: Some(place.clone()),
        earlier: Some(format!("{place}?cursor=0190f6a2-7c1b-7def-8a2b-1234567890ab")),
    };
    let of = |text: &str| AccountActivity {
        events: vec![event(text.to_owned(), text, false); 3],
        newest: None,
        earlier: None,
        ..typical.clone()
    };
    let none = AccountActivity { events: Vec::new(), ..of("") };
    vec![
        Sample::of("typical", &typical),
        Sample::of("none", &none),
        Sample::of("none-such", &AccountActivity { is_filtered: true, ..none.clone() }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
