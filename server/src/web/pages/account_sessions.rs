//! Where the person is signed in.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Frame, When};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_sessions.html")]
pub struct AccountSessions {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// The places: the one at hand first.
    pub places: Vec<Place>,
    /// Where all but the one at hand are signed out, below the base path.
    pub end_others: &'static str,
    /// What was done a moment ago, in words.
    pub done: Option<String>,
}

/// A place as it is shown.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is signed out, below the base path.
    pub end: String,
    /// Browser and system, in words.
    pub device: String,
    /// From where.
    pub address: Option<String>,
    /// When it was last used, and since when it is there.
    pub times: Vec<When>,
    /// The names of the applications that were signed in to there.
    pub applications: Vec<String>,
    /// Whether it is the one at hand.
    pub is_current: bool,
}

impl AccountSessions {
    fn has_others(&self) -> bool {
        self.places.iter().any(|place| !place.is_current)
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let place = |id: &str, device: &str, is_current| Place {
        end: format!("/account/sessions/end?id={id}"),
        device: device.to_owned(),
        address: Some("192.0.2.7".to_owned()),
        times: vec![gallery::when(frame, "sessions-last"), gallery::when(frame, "sessions-since")],
        applications: vec!["Notes".to_owned(), "Charts".to_owned()],
        is_current,
    };
    let first = place("0190f6a2-7c1b-7def-8a2b-1234567890ab", "Firefox, Linux", true);
    let second = place("0190f6a2-7c1b-7def-8a2b-1234567890ac", "Safari, iPhone", false);
    let typical = AccountSessions {
        frame: frame.clone().at(Tab::Sessions.path()),
        tabs: Tab::Sessions.shown(frame),
        places: vec![first.clone(), second.clone()],
        end_others: "/account/sessions/end-others",
        done: None,
    };
    let of = |text: &str, address: &str| AccountSessions {
        places: vec![
            first.clone(),
            Place {
                device: text.to_owned(),
                address: Some(address.to_owned()),
                applications: vec![text.to_owned(); 9],
                ..second.clone()
            },
        ],
        ..typical.clone()
    };
    let done = Some(frame.say("sessions-ended"));
    vec![
        Sample::of("typical", &typical),
        Sample::of("alone", &AccountSessions { places: vec![first.clone()], done, ..typical.clone() }),
        Sample::of("longest", &of(gallery::LONG, "2001:db8:1234:5678:9abc:def0:1234:5678")),
        Sample::of("hostile", &of(gallery::HOSTILE, gallery::HOSTILE)),
    ]
}
