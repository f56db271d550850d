//! The mails that wait, while somebody develops. Served by `signet dev` alone.

use askama::Template;

use super::Frame;
use super::gallery::{self, Sample};

/// The list, newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/dev_mailbox.html")]
pub struct DevMailbox {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The mails.
    pub mails: Vec<ListedMail>,
}

/// A mail in the list.
#[derive(Clone, Debug)]
pub struct ListedMail {
    /// Its page, an address of ours.
    pub href: String,
    /// Its subject.
    pub subject: String,
    /// To whom.
    pub recipient: String,
    /// When, in RFC 3339.
    pub sent: String,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let mail = |subject: &str, recipient: &str| ListedMail {
        href: format!("{}/dev/mail/019358a2-7c4e-7b21-9d0f-3e5a61c8b742", frame.base()),
        subject: subject.to_owned(),
        recipient: recipient.to_owned(),
        sent: "2026-01-01T00:00:00Z".to_owned(),
    };
    let of = |mails| DevMailbox { frame: frame.clone().at("/dev/mail"), mails };
    let typical = vec![
        mail("Confirm your address for Signet", "ada@example.com"),
        mail("Set a new password for Signet", "bob@example.com"),
    ];
    vec![
        Sample::of("typical", &of(typical)),
        Sample::of("empty", &of(Vec::new())),
        Sample::of("longest", &of(vec![mail(gallery::LONG, gallery::LONG)])),
        Sample::of("hostile", &of(vec![mail(gallery::HOSTILE, gallery::HOSTILE)])),
    ]
}
