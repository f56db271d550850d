//! The ways in which a person signs in, and what protects the account.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Account, Form, Frame, When};

/// The page. Its one form sends `action`: `devices-forget`.
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
    /// Where the password is changed, below the base path.
    pub change_password: &'static str,
    /// Since when there is an authenticator app, if there is one, and when it was last used.
    pub totp: Option<Vec<When>>,
    /// Where one is set up, below the base path.
    pub set_up: &'static str,
    /// Where it is removed, below the base path.
    pub remove_totp: &'static str,
    /// The passkeys.
    pub passkeys: Vec<Key>,
    /// Where one is added, below the base path; nothing where browsers know none for this address.
    pub add_passkey: Option<&'static str>,
    /// How many backup codes are left; nothing where there is no second factor.
    pub codes_left: Option<u32>,
    /// Where new ones are made, below the base path.
    pub renew_codes: &'static str,
    /// Devices that are not asked.
    pub devices: Vec<Device>,
    /// What was done just now, as a message's key.
    pub done: Option<&'static str>,
}

/// A passkey.
#[derive(Clone, Debug)]
pub struct Key {
    /// What the person calls it.
    pub label: String,
    /// When it was last used, and since when it is there.
    pub times: Vec<When>,
    /// Where it is named, below the base path.
    pub path: String,
    /// Where it is removed, below the base path.
    pub remove: String,
}

/// A device that is not asked.
#[derive(Clone, Debug)]
pub struct Device {
    /// With which program.
    pub name: String,
    /// When it is asked again.
    pub until: When,
}

impl Security {
    fn codes(&self) -> Option<String> {
        self.codes_left.map(|left| self.frame.say_with("security-codes-left", "left", left.into()))
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let without = Security {
        frame: frame.clone().at("/account/security"),
        tabs: Tab::Security.shown(frame),
        form: Form { transaction: None, ..Form::sample("/account/security") },
        account: gallery::account(),
        change_password: "/change-password",
        totp: None,
        set_up: "/account/security/totp",
        remove_totp: "/account/security/totp/remove",
        passkeys: Vec::new(),
        add_passkey: Some("/account/security/passkey"),
        codes_left: None,
        renew_codes: "/account/security/codes",
        devices: Vec::new(),
        done: None,
    };
    let device = |name: &str| Device { name: name.to_owned(), until: gallery::when(frame, "security-until") };
    let times = || vec![gallery::when(frame, "security-used"), gallery::when(frame, "security-since")];
    let key = |label: &str| Key {
        label: label.to_owned(),
        times: times(),
        path: "/account/security/passkey?id=AAECAw".to_owned(),
        remove: "/account/security/passkey/remove?id=AAECAw".to_owned(),
    };
    let typical = Security {
        totp: Some(times()),
        passkeys: vec![key("Phone"), key("Blue security key")],
        codes_left: Some(8),
        devices: vec![device("Firefox, Linux")],
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
                totp: Some(vec![gallery::when(frame, "security-since")]),
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
