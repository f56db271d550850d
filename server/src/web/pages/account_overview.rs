//! The account at a glance.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Frame};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_overview.html")]
pub struct AccountOverview {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Whose account it is.
    pub account: Account,
    /// The address, and whether it was proven.
    pub email: Option<(String, bool)>,
    /// At how many places the person is signed in.
    pub places: u32,
    /// How many applications act for them.
    pub applications: u32,
    /// Where to sign out, below the base path.
    pub sign_out: String,
    /// Where to change the password, below the base path.
    pub change_password: String,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = AccountOverview {
        frame: frame.clone().at(Tab::Overview.path()),
        tabs: Tab::Overview.shown(frame),
        account: gallery::account(),
        email: Some(("ada@example.com".to_owned(), true)),
        places: 2,
        applications: 1,
        sign_out: "/logout".to_owned(),
        change_password: "/change-password".to_owned(),
    };
    let of = |account, email: &str| AccountOverview {
        account,
        email: Some((email.to_owned(), false)),
        places: 12,
        applications: 40,
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("no-address", &AccountOverview { email: None, ..typical.clone() }),
        Sample::of("longest", &of(gallery::long_account(), gallery::LONG)),
        Sample::of("hostile", &of(gallery::hostile_account(), gallery::HOSTILE)),
    ]
}
