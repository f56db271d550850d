//! `signet key`: the keys that sign, and the one that seals them.

mod generate_master;
mod list;
mod retire;
mod rewrap;
mod rotate;

use clap::Subcommand;
use serde_json::{Value, json};

use super::table::table;
use super::terminal::Terminal;
use crate::admin::keys::KeyChange;

/// Show, rotate and retire signing keys; replace the master key
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    List(list::Args),
    Rotate(rotate::Args),
    Retire(retire::Args),
    Rewrap(rewrap::Args),
    GenerateMaster(generate_master::Args),
}

impl Verb {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::List(args) => args.run(terminal).await,
            Self::Rotate(args) => args.run(terminal).await,
            Self::Retire(args) => args.run(terminal).await,
            Self::Rewrap(args) => args.run(terminal).await,
            Self::GenerateMaster(args) => args.run(terminal),
        }
    }
}

fn describe(change: &KeyChange) -> Value {
    json!({"kid": change.id, "purpose": change.purpose.as_str(), "change": change.what.as_str()})
}

fn tell(changes: &[KeyChange]) -> String {
    let row = |change: &KeyChange| {
        vec![change.id.clone(), change.purpose.to_string(), change.what.as_str().to_owned()]
    };
    table(&["KEY", "PURPOSE", "CHANGE"], changes.iter().map(row).collect(), "nothing had to be done")
}
