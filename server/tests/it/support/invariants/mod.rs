//! What holds after every test, whatever it tried. It runs when a test lets go of its [`TestApp`].
//!
//! `rows` reads the store; `history` and `audit` look at the log of events, `endings` at what must be dead, `redeeming` tries
//! what was seen, `secrets` looks for what must never stand anywhere, `upkeep` for
//! background work that panicked. **To add one:** a file with a function that returns what is
//! wrong, a word in [`Rule`], a line in [`broken`].

mod audit;
pub mod dump;
mod endings;
mod history;
mod redeeming;
mod rows;
mod secrets;
mod tests;
mod upkeep;

use rows::Rows;

use super::TestApp;

/// A rule that a test may break on purpose, by making a state that no server would leave. It says so, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Of each token of a family one success in the audit, and the row agrees.
    History,
    /// Every event is whole.
    Audit,
    /// Nothing counts that hangs on what has ended.
    Endings,
    /// Of all codes and refresh tokens of a family that were seen one at most still redeems.
    Redeeming,
    /// No secret rests or is logged.
    Secrets,
    /// No piece of background work panicked.
    Upkeep,
}

/// Every rule that does not hold, told in words.
pub async fn broken(app: &TestApp) -> Vec<String> {
    let pardons = app.ledger.pardons();
    let mut found = Vec::new();
    let mut tell = |rule: Rule, wrong: Vec<String>| {
        if !pardons.contains_key(&rule) {
            found.extend(wrong.into_iter().map(|what| format!("{rule:?}: {what}")));
        }
    };
    let mut rows = Rows::of(app).await;
    tell(Rule::History, history::wrong(&rows));
    tell(Rule::Audit, audit::wrong(&rows));
    tell(Rule::Endings, endings::wrong(app, &rows).await);
    tell(Rule::Secrets, secrets::wrong(app).await);
    tell(Rule::Upkeep, upkeep::wrong(app));
    if app.ledger.may_redeem && !pardons.contains_key(&Rule::Redeeming) {
        tell(Rule::Redeeming, redeeming::wrong(app, &rows).await);
        rows.read_history(app).await;
        tell(Rule::History, history::wrong(&rows));
        tell(Rule::Audit, audit::broken_seals(app).await);
    }
    found
}
