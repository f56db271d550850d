//! No secret of a test rests in a table or in Redis, or was said in the log.

use std::fmt::Write as _;

use super::dump;
use crate::support::app::MASTER_KEY;
use crate::support::authorization::VERIFIER;
use crate::support::recorder::tokens_in;
use crate::support::{TestApp, log};

/// Where signed statements about the audit log stand: they have the form of tokens, and open nothing.
const STATEMENTS: [&str; 2] = ["table audit_checkpoint", "table audit_tombstone"];

pub async fn wrong(app: &TestApp) -> Vec<String> {
    let named = named(app);
    let mut wrong = Vec::new();
    for (place, text) in dump::places(app).await {
        let found =
            if STATEMENTS.contains(&place.as_str()) { known(&named, &text) } else { found(&named, &text) };
        wrong.extend(found.into_iter().map(|what| format!("{what} rests in {place}")));
    }
    let said = found(&named, &log::since(app.ledger.log_mark));
    wrong.extend(said.into_iter().map(|what| format!("{what} was logged")));
    wrong
}

/// Which secrets stand in a text, as they are or in hexadecimal digits.
pub fn found(named: &[(String, String)], text: &str) -> Vec<String> {
    let tokens = tokens_in(text).into_iter().take(1).map(|token| format!("a token {}...", &token[..12]));
    known(named, text).into_iter().chain(tokens).collect()
}

fn known(named: &[(String, String)], text: &str) -> Vec<String> {
    let stands = |secret: &str| text.contains(secret) || text.contains(&hex(secret));
    named.iter().filter(|(_, secret)| stands(secret)).map(|(whose, _)| whose.clone()).collect()
}

/// Every secret that a test knows by name. Codes and tokens are found by their form.
pub fn named(app: &TestApp) -> Vec<(String, String)> {
    let seen = app.ledger.recorder.seen();
    let clients = seen.clients.into_iter().map(|(id, secret)| (format!("the secret of client {id}"), secret));
    let sessions = seen.sessions.iter().filter_map(|cookie| cookie.rsplit('.').next());
    let sessions = sessions.map(|secret| ("the secret of a session".to_owned(), secret.to_owned()));
    let fixed = [
        ("the user's password", app.user.password),
        ("the master key", MASTER_KEY),
        ("a code verifier", VERIFIER),
    ];
    let fixed = fixed.map(|(whose, secret)| (whose.to_owned(), secret.to_owned()));
    clients.chain(sessions).chain(fixed).chain(app.ledger.secrets()).collect()
}

/// As the databases show bytes, in small letters.
fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
