//! The end of a session.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Application, Frame, Link, WayOn};

/// The page after signing out.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/logged_out.html")]
pub struct LoggedOut {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The applications that were told.
    pub applications: Vec<Application>,
    /// Back to the application that asked, where it registered an address for that.
    pub back: Option<WayOn>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |applications, back| LoggedOut { frame: frame.clone().at("/logged-out"), applications, back };
    let back = |application: &Application| {
        Link::to_registered("https://notes.example/").map(|link| WayOn::back_to(frame, application, link))
    };
    let notes = gallery::application();
    let long = gallery::long_application();
    let hostile = gallery::hostile_application();
    vec![
        Sample::of("typical", &of(Vec::new(), None)),
        Sample::of("back", &of(vec![notes.clone()], back(&notes))),
        Sample::of("longest", &of(vec![notes, long.clone(), long.clone()], back(&long))),
        Sample::of("hostile", &of(vec![hostile.clone()], back(&hostile))),
    ]
}
