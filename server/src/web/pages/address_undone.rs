//! A change of address was taken back.

use askama::Template;

use super::gallery::Sample;
use super::{Frame, Link, WayOn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/address_undone.html")]
pub struct AddressUndone {
    /// Language, brand, footer.
    pub frame: Frame,
    /// To a new password; to signing in, where the account has none.
    pub way: WayOn,
    /// Whether a password is to be chosen.
    pub asks_password: bool,
}

impl AddressUndone {
    /// The page; with the path where a password is chosen, for an account that has one.
    pub fn new(frame: Frame, reset: Option<&str>) -> Self {
        let way = match reset {
            Some(path) => WayOn { link: Link::within(&frame, path), label: frame.say("undone-password") },
            None => WayOn::sign_in(&frame, "/sign-in"),
        };
        Self { frame, way, asks_password: reset.is_some() }
    }

    fn words(&self) -> String {
        self.frame.say(if self.asks_password { "undone-words" } else { "undone-words-none" })
    }
}

/// The states of this page. Nothing on it comes from outside.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let page = AddressUndone::new(frame.clone(), Some("/reset?token=AAAA.BBBB"));
    let mut samples = Vec::from(["typical", "longest", "hostile"].map(|state| Sample::of(state, &page)));
    samples.push(Sample::of("no-password", &AddressUndone::new(frame.clone(), None)));
    samples
}
