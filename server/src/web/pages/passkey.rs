//! One passkey: adding it, or naming it.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Form, Frame, Problem, Question};

/// The page. Its form sends `label` and `action`: `passkey` with the browser's answer, or `rename` with `id`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/passkey.html")]
pub struct Passkey {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the pages of the account.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// Whose it is.
    pub account: Account,
    /// What it is called.
    pub label: String,
    /// Whether it is there, or will be made.
    pub kind: Kind,
    /// Whether the last try failed.
    pub has_failed: bool,
    /// Where to leave the page, below the base path.
    pub back: String,
}

/// Whether it is there.
#[derive(Clone, Debug)]
pub enum Kind {
    /// It will be made: what the browser is asked.
    New(Question),
    /// It is there.
    Kept {
        /// Its id.
        id: String,
        /// Where it is removed, below the base path.
        remove: String,
    },
}

impl Passkey {
    fn title(&self) -> String {
        let is_new = matches!(self.kind, Kind::New(_));
        self.frame.say(if is_new { "passkey-new-title" } else { "passkey-kept-title" })
    }

    fn problems(&self) -> Vec<Problem> {
        let text = || Problem { field: None, text: self.frame.say("passkey-refused") };
        self.has_failed.then(text).into_iter().collect()
    }

    #[expect(clippy::unused_self, reason = "the summary of every page asks")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let new = Passkey {
        frame: frame.clone().at("/account/security/passkey"),
        tabs: Tab::Security.shown(frame),
        form: Form { transaction: None, ..Form::sample("/account/security/passkey") },
        account: gallery::account(),
        label: String::new(),
        kind: Kind::New(Question { asks: "create", key: "passkey-make", ..Question::sample() }),
        has_failed: false,
        back: "/account/security".to_owned(),
    };
    let (id, remove) = ("AAECAw".to_owned(), "/account/security/passkey/remove?id=AAECAw".to_owned());
    let kept = Passkey { label: "Phone".to_owned(), kind: Kind::Kept { id, remove }, ..new.clone() };
    let labelled = |label: &str, account| Passkey { label: label.to_owned(), account, ..kept.clone() };
    vec![
        Sample::of("typical", &new),
        Sample::of("kept", &kept),
        Sample::of("error", &Passkey { has_failed: true, ..new.clone() }),
        Sample::of("longest", &labelled(gallery::LONG, gallery::long_account())),
        Sample::of("hostile", &labelled(gallery::HOSTILE, gallery::hostile_account())),
    ]
}
