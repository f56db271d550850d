//! Backup codes, shown once.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Form, Frame};

/// The page. Where a sign-in waits, its form sends `action=continue`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/backup_codes.html")]
pub struct BackupCodes {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the pages of the account; none where a sign-in waits.
    pub tabs: Vec<Shown>,
    /// Whose codes they are.
    pub account: Account,
    /// The codes, as they are written down.
    pub codes: Vec<String>,
    /// Whether an authenticator app was set up just now.
    pub is_new_app: bool,
    /// How it goes on.
    pub on: On,
}

/// How it goes on.
#[derive(Clone, Debug)]
pub enum On {
    /// To a page of ours, by its path below the base path.
    To(String),
    /// With the sign-in that waits.
    SignIn(Form),
}

impl BackupCodes {
    fn title(&self) -> String {
        self.frame.say("codes-title")
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let codes = |first: &str| (0..10).map(|n| format!("{first}{n}-fghj{n}")).collect::<Vec<_>>();
    let typical = BackupCodes {
        frame: frame.clone(),
        tabs: Tab::Security.shown(frame),
        account: gallery::account(),
        codes: codes("abcd"),
        is_new_app: true,
        on: On::To("/account/security".to_owned()),
    };
    let waiting = On::SignIn(Form::sample("/login"));
    let alone = BackupCodes { tabs: Vec::new(), on: waiting, ..typical.clone() };
    vec![
        Sample::of("typical", &typical),
        Sample::of("renewed", &BackupCodes { is_new_app: false, ..typical.clone() }),
        Sample::of("waiting", &alone),
        Sample::of("longest", &BackupCodes { account: gallery::long_account(), ..alone.clone() }),
        Sample::of("hostile", &BackupCodes { account: gallery::hostile_account(), ..alone }),
    ]
}
