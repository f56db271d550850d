//! Every page in every state: for the tests, and for the eye (`cargo run --example page_gallery`).

use super::{
    Account, Application, Frame, Page, When, account_activity, account_applications, account_data,
    account_email, account_overview, account_profile, account_sessions, address_undo, address_undone,
    api_reference, backup_codes, change_password, confirm, consent, dev_answer, dev_mail, dev_mailbox,
    dev_tokens, error, forgot, forgot_sent, home, link_over, logged_out, login, logout, passkey, register,
    reset, reset_done, second_factor, security, self_posting, totp, verify_code, verify_link,
};

/// A page in one state.
#[derive(Debug)]
pub struct Sample {
    /// What is peculiar about it: `typical`, `longest`, `hostile`, `error`.
    pub state: &'static str,
    /// Its HTML.
    pub html: Result<String, askama::Error>,
}

impl Sample {
    /// `page`, rendered.
    pub fn of(state: &'static str, page: &impl Page) -> Self {
        Self { state, html: page.render() }
    }
}

/// All samples in the language and brand of `frame`, by the names of their templates.
pub fn pages(frame: &Frame) -> Vec<(&'static str, Vec<Sample>)> {
    vec![
        ("account_activity", account_activity::samples(frame)),
        ("account_applications", account_applications::samples(frame)),
        ("account_data", account_data::samples(frame)),
        ("account_email", account_email::samples(frame)),
        ("account_overview", account_overview::samples(frame)),
        ("account_profile", account_profile::samples(frame)),
        ("account_sessions", account_sessions::samples(frame)),
        ("address_undo", address_undo::samples(frame)),
        ("address_undone", address_undone::samples(frame)),
        ("api_reference", api_reference::samples(frame)),
        ("backup_codes", backup_codes::samples(frame)),
        ("change_password", change_password::samples(frame)),
        ("confirm", confirm::samples(frame)),
        ("consent", consent::samples(frame)),
        ("dev_answer", dev_answer::samples(frame)),
        ("dev_mail", dev_mail::samples(frame)),
        ("dev_mailbox", dev_mailbox::samples(frame)),
        ("dev_tokens", dev_tokens::samples(frame)),
        ("error", error::samples(frame)),
        ("forgot", forgot::samples(frame)),
        ("forgot_sent", forgot_sent::samples(frame)),
        ("home", home::samples(frame)),
        ("link_over", link_over::samples(frame)),
        ("logged_out", logged_out::samples(frame)),
        ("login", login::samples(frame)),
        ("logout", logout::samples(frame)),
        ("passkey", passkey::samples(frame)),
        ("register", register::samples(frame)),
        ("reset", reset::samples(frame)),
        ("reset_done", reset_done::samples(frame)),
        ("second_factor", second_factor::samples(frame)),
        ("security", security::samples(frame)),
        ("self_posting", self_posting::samples(frame)),
        ("totp", totp::samples(frame)),
        ("verify_code", verify_code::samples(frame)),
        ("verify_link", verify_link::samples(frame)),
    ]
}

/// Markup, quotes and template syntax, in one text.
pub const HOSTILE: &str =
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onfocus='alert(1) {{ 7*7 }} &amp;";

/// An address as long as they come.
pub const LONG: &str =
    "wolfeschlegelsteinhausenbergerdorff.augusta-ada.king-noel@department-of-analytical-engines.example.com";

/// Some moment, in a sentence.
pub(super) fn when(frame: &Frame, words: &str) -> When {
    let (at, now) = some_moment();
    When::said(frame, words, at, now)
}

/// Some moment, by itself.
pub(super) fn just(frame: &Frame) -> When {
    let (at, now) = some_moment();
    When::of(frame, at, now)
}

fn some_moment() -> (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>) {
    let at = chrono::DateTime::from_timestamp(1_894_608_000, 0).unwrap_or_default();
    (at, at + chrono::TimeDelta::minutes(3))
}

pub(super) fn application() -> Application {
    Application::named("Notes", "demo-partner")
}

pub(super) fn long_application() -> Application {
    Application::named(
        "The Incorporated Society of Analytical Engine Operators and Friends, Members’ Notes",
        "society",
    )
}

pub(super) fn hostile_application() -> Application {
    Application::named(&format!("\u{202E}{HOSTILE}"), "evil")
}

pub(super) fn account() -> Account {
    Account { name: "Ada Lovelace".to_owned(), detail: Some("ada@example.com".to_owned()) }
}

pub(super) fn long_account() -> Account {
    Account {
        name: "Augusta Ada Wolfeschlegelsteinhausenbergerdorff King-Noel, Countess of Lovelace".to_owned(),
        detail: Some(LONG.to_owned()),
    }
}

pub(super) fn hostile_account() -> Account {
    Account { name: HOSTILE.to_owned(), detail: Some(HOSTILE.to_owned()) }
}
