//! People and their accounts: mails, registration, proof of an address, forgotten passwords, imported hashes.

mod archives;
mod changing;
mod codes;
mod freed_names;
mod guesses;
mod imported;
mod letters;
mod mail_server;
mod moving;
mod notices;
mod parity;
mod refused;
mod registering;
mod resetting;
mod undoing;

use signet::mail::outbox;
use signet::store::mails;

use crate::support::app::Options;
use crate::support::browser::Page;
use crate::support::{Browser, TestApp};

/// Keeps every rule.
pub const PASSWORD: &str = "Kestrel-harbour-9";

/// Registration is open, and the mail server is one that never answers: mails stay where a test can read them.
pub fn options() -> Options {
    let flags = [
        ("accounts.registration", "open"),
        ("mail.url", "smtp://127.0.0.1:1"),
        ("mail.tls", "off"),
        ("mail.from", "no-reply@id.example"),
        // Tests sign in with many browsers, and look for other letters.
        ("risk.notice", "false"),
        ("mfa.email_code", "true"),
    ];
    Options { flags: flags.map(|(key, value)| (key, value.to_owned())).to_vec(), ..Options::default() }
}

/// Runs a test in each of the four set-ups, with mail and registration.
macro_rules! with_mail {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => { $(
        $(#[$meta])*
        async fn $name($app: crate::support::TestApp) $body

        mod $name {
            use crate::accounts::options;
            use crate::support::{Setup, TestApp};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestApp::with(Setup::Sqlite, options()).await.unwrap()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(app) = TestApp::with(Setup::Postgres, options()).await {
                    super::$name(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres_and_redis() {
                if let Some(app) = TestApp::with(Setup::PostgresAndRedis, options()).await {
                    super::$name(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn two_instances() {
                if let Some(app) = TestApp::with(Setup::TwoInstances, options()).await {
                    super::$name(app).await;
                }
            }
        }
    )+ };
}
pub(crate) use with_mail;

/// A mail in the outbox, opened.
#[derive(Debug, Clone)]
pub struct Mail {
    pub letter: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Mail {
    /// The digits of the code in it.
    pub fn code(&self) -> String {
        let line = self.text.lines().find(|line| line.starts_with("    ")).expect("a code");
        line.chars().filter(char::is_ascii_digit).collect()
    }

    /// The path and query of the first link in it that goes there.
    pub fn link(&self, app: &TestApp, path: &str) -> String {
        let start = format!("{}{path}", app.issuer);
        let line = self.text.lines().find(|line| line.starts_with(&start));
        line.unwrap_or_else(|| panic!("no link to {path} in {}", self.text))[app.issuer.len()..].to_owned()
    }
}

/// Every mail that waits, oldest first. What is secret in them is looked for at the end of the test.
pub async fn mails(app: &TestApp) -> Vec<Mail> {
    let rows = mails::list(app.services.db.reader(), None, 1000).await.unwrap();
    let open = |row: signet::model::mail::Mail| {
        let written = outbox::open(&app.services, &row).unwrap();
        for token in written.text.split("token=").skip(1) {
            let secret = token.split_whitespace().next().unwrap().rsplit('.').next().unwrap();
            app.ledger.must_not_show("the secret of a link", secret);
        }
        Mail {
            letter: row.letter,
            recipient: row.recipient,
            subject: written.subject,
            text: written.text,
            html: written.html,
        }
    };
    rows.into_iter().map(open).collect()
}

/// The newest mail to this address.
pub async fn mail_to(app: &TestApp, address: &str) -> Mail {
    let all = mails(app).await;
    let found = all.iter().rev().find(|mail| mail.recipient == address).cloned();
    found.unwrap_or_else(|| panic!("no mail to {address} in {all:?}"))
}

/// Sends the registration form of a fresh page.
pub async fn register(browser: &mut Browser<'_>, email: &str, password: &str) -> Page {
    // Ids of one moment are in no order.
    browser.app.travel(1);
    let page = browser.open("/register").await;
    assert_eq!(page.answer.status, 200, "{}", page.answer.body);
    browser.submit(&page, &[("email", email), ("name", "Carol Shaw"), ("password", password)]).await
}

/// A page without what differs from one to the next by chance.
pub fn without_chance(page: &Page, address: &str) -> String {
    let mut body = page.answer.body.replace(address, "ADDRESS");
    let (_, form) = Browser::form(page, &[]);
    for pair in form.split('&') {
        let value = pair.split_once('=').map(|(_, value)| value).unwrap_or_default();
        if value.len() > 15 {
            body = body.replace(value, "CHANCE");
        }
    }
    body
}
