//! The ways in which a person signs in, and what protects the account.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Form, Frame};
use crate::words::Dated;

/// The page. Its one form sends `action`: `totp-remove`, `codes-renew` or `devices-forget`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/security.html")]
pub struct Security {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// Whose account it is.
    pub account: Account,
    /// The authenticator app, if there is one.
    pub totp: Option<App>,
    /// Where one is set up, below the base path.
    pub set_up: String,
    /// The passkeys.
    pub passkeys: Vec<Key>,
    /// Where one is added, below the base path; nothing where browsers know none for this address.
    pub add_passkey: Option<String>,
    /// How many backup codes are left; nothing where there is no second factor.
    pub codes_left: Option<u32>,
    /// Devices that are not asked.
    pub devices: Vec<Device>,
    /// What was done just now, as a message's key.
    pub done: Option<&'static str>,
}

/// An authenticator app.
#[derive(Clone, Debug)]
pub struct App {
    /// Since when.
    pub since: Option<Dated>,
    /// When it was last used.
    pub used: Option<Dated>,
}

/// A passkey.
#[derive(Clone, Debug)]
pub struct Key {
    /// What the person calls it.
    pub label: String,
    /// Since when.
    pub since: Option<Dated>,
    /// When it was last used.
    pub used: Option<Dated>,
    /// Where it is named and removed, below the base path.
    pub path: String,
}

/// A device that is not asked.
#[derive(Clone, Debug)]
pub struct Device {
    /// With which program.
    pub name: String,
    /// Until when.
    pub until: Option<Dated>,
}

impl Security {
    fn codes(&self) -> Option<String> {
        self.codes_left.map(|left| self.frame.say_with("security-codes-left", "left", left.into()))
    }

    fn since(&self, date: &Dated) -> String {
        self.frame.say_with("security-since", "date", date.shown.as_str().into())
    }

    fn used(&self, date: &Dated) -> String {
        self.frame.say_with("security-used", "date", date.shown.as_str().into())
    }

    fn until(&self, date: &Dated) -> String {
        self.frame.say_with("security-until", "date", date.shown.as_str().into())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let without = Security {
        frame: frame.clone().at("/account/security"),
        tabs: Tab::Security.shown(frame),
        form: Form { transaction: None, ..Form::sample("/account/security") },
        account: gallery::account(),
        totp: None,
        set_up: "/account/security/totp".to_owned(),
        passkeys: Vec::new(),
        add_passkey: Some("/account/security/passkey".to_owned()),
        codes_left: None,
        devices: Vec::new(),
        done: None,
    };
    let device = |name: &str| Device { name: name.to_owned(), until: frame.date("2026-12-24") };
    let key = |label: &str| Key {
        label: label.to_owned(),
        since: frame.date("2026-11-02"),
        used: frame.date("2026-11-23"),
        path: "/account/security/passkey?id=AAECAw".to_owned(),
    };
    let typical = Security {
        totp: Some(App { since: frame.date("2026-11-02"), used: frame.date("2026-11-23") }),
        passkeys: vec![key("Phone"), key("Blue security key")],
        codes_left: Some(8),
        devices: vec![device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")],
        ..without.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("without", &without),
        Sample::of("removed", &Security { done: Some("security-done-totp"), ..without.clone() }),
        Sample::of("key-removed", &Security { done: Some("security-done-passkey"), ..without.clone() }),
        Sample::of("key-added", &Security { done: Some("security-done-passkey-new"), ..typical.clone() }),
        Sample::of("forgotten", &Security { done: Some("security-done-devices"), ..without.clone() }),
        Sample::of(
            "no-codes",
            &Security {
                codes_left: Some(0),
                devices: Vec::new(),
                totp: Some(App { since: frame.date("2026-11-02"), used: None }),
                ..typical.clone()
            },
        ),
        Sample::of(
            "longest",
            &Security {
                account: gallery::long_account(),
                passkeys: vec![key(gallery::LONG)],
                devices: vec![device(gallery::LONG), device(gallery::LONG)],
                ..typical.clone()
            },
        ),
        Sample::of(
            "hostile",
            &Security {
                account: gallery::hostile_account(),
                passkeys: vec![key(gallery::HOSTILE)],
                devices: vec![device(gallery::HOSTILE)],
                ..typical
            },
        ),
    ]
}
