//! No piece of background work panicked: its server catches that, tells of it, and goes on.

use crate::support::{TestApp, log};

/// What the log tells of it.
pub fn wrong(app: &TestApp) -> Vec<String> {
    let said = log::since(app.ledger.log_mark);
    said.lines().filter(|line| line.contains("background work panicked")).map(str::to_owned).collect()
}
