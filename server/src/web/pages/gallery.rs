//! Every page in every state: for the tests, and for the eye (`cargo run --example page_gallery`).

use super::{
    Account, Application, Frame, Page, change_password, consent, dev_answer, dev_tokens, error, home,
    logged_out, login, logout, self_posting,
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
        ("change_password", change_password::samples(frame)),
        ("consent", consent::samples(frame)),
        ("dev_answer", dev_answer::samples(frame)),
        ("dev_tokens", dev_tokens::samples(frame)),
        ("error", error::samples(frame)),
        ("home", home::samples(frame)),
        ("logged_out", logged_out::samples(frame)),
        ("login", login::samples(frame)),
        ("logout", logout::samples(frame)),
        ("self_posting", self_posting::samples(frame)),
    ]
}

/// Markup, quotes and template syntax, in one text.
pub const HOSTILE: &str =
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onfocus='alert(1) {{ 7*7 }} &amp;";

/// An address as long as they come.
pub const LONG: &str =
    "wolfeschlegelsteinhausenbergerdorff.augusta-ada.king-noel@department-of-analytical-engines.example.com";

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
