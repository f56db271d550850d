//! A link or code that is of no use any more, or that somebody else was quicker with.

use askama::Template;

use super::gallery::Sample;
use super::{Frame, Link, WayOn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/link_over.html")]
pub struct LinkOver {
    /// Language, brand, footer.
    pub frame: Frame,
    /// What happened.
    pub kind: Over,
    /// Where to go from here.
    pub ways: Vec<WayOn>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// A link or code that proves an address is used, old or unknown.
    Verification,
    /// A link that sets a password is used, old or unknown.
    Reset,
    /// A link that takes a change of address back is used, old or unknown.
    Undo,
    /// The address has an account by now.
    Taken,
    /// The address that was to come back is somebody else's by now.
    Given,
}

impl LinkOver {
    /// The page, with ways on that are offered.
    pub fn new(frame: Frame, kind: Over, (register, forgot): (Option<&str>, Option<&str>)) -> Self {
        let way = |path: &str, key: &str| WayOn { link: Link::within(&frame, path), label: frame.say(key) };
        let again = match kind {
            Over::Verification => register.map(|path| way(path, "link-over-register")),
            Over::Reset => forgot.map(|path| way(path, "link-over-forgot")),
            Over::Undo | Over::Taken | Over::Given => None,
        };
        let sign_in = WayOn::sign_in(&frame, "/sign-in");
        let ways = again.into_iter().chain([sign_in]).collect();
        Self { frame, kind, ways }
    }

    fn heading(&self) -> String {
        self.frame.say(match self.kind {
            Over::Verification | Over::Reset | Over::Undo => "link-over-title",
            Over::Taken => "link-taken-title",
            Over::Given => "undo-given-title",
        })
    }

    fn words(&self) -> String {
        self.frame.say(match self.kind {
            Over::Verification => "link-over-verification",
            Over::Reset => "link-over-reset",
            Over::Undo => "link-over-undo",
            Over::Taken => "link-taken-words",
            Over::Given => "undo-given-words",
        })
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |kind| {
        LinkOver::new(
            frame.clone().at("/verify/link?token=AAAA.BBBB"),
            kind,
            (Some("/register"), Some("/forgot")),
        )
    };
    vec![
        Sample::of("typical", &of(Over::Verification)),
        Sample::of("reset", &of(Over::Reset)),
        Sample::of("undo", &of(Over::Undo)),
        Sample::of("taken", &of(Over::Taken)),
        Sample::of("given", &of(Over::Given)),
        // Nothing on it comes from outside.
        Sample::of("longest", &of(Over::Verification)),
        Sample::of("hostile", &of(Over::Verification)),
    ]
}
