//! One mail that waits, while somebody develops. Served by `signet dev` alone.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Frame, Link};

/// The mail as a program shows it that knows text alone.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/dev_mail.html")]
pub struct DevMail {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Its subject.
    pub subject: String,
    /// To whom.
    pub recipient: String,
    /// What it says.
    pub text: String,
    /// The links in it.
    pub links: Vec<Link>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = DevMail {
        frame: frame.clone().at("/dev/mail/019358a2-7c4e-7b21-9d0f-3e5a61c8b742"),
        subject: "Confirm your address for Signet".to_owned(),
        recipient: "ada@example.com".to_owned(),
        text: "Confirm your address for Signet\n\n    1234 5678\n".to_owned(),
        links: vec![Link::within(frame, "/verify/link?token=AAAA.BBBB")],
    };
    let all = |text: &str| DevMail {
        subject: text.to_owned(),
        recipient: text.to_owned(),
        text: text.repeat(8),
        links: Vec::new(),
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("longest", &all(gallery::LONG)),
        Sample::of("hostile", &all(gallery::HOSTILE)),
    ]
}
