//! `signet audit`: what happened, and whether the log still says so.

mod checkpoint;
mod daily;
mod export;
mod filter;
mod key;
mod lines;
mod list;
mod verify;

use clap::Subcommand;

use super::terminal::Terminal;

/// Read, verify and export what happened
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    List(list::Args),
    Daily(daily::Args),
    Export(export::Args),
    Verify(verify::Args),
    Checkpoint(checkpoint::Args),
    Key(key::Args),
}

impl Verb {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::List(args) => args.run(terminal).await,
            Self::Daily(args) => args.run(terminal).await,
            Self::Export(args) => args.run(terminal).await,
            Self::Verify(args) => args.run(terminal).await,
            Self::Checkpoint(args) => args.run(terminal).await,
            Self::Key(args) => args.run(terminal).await,
        }
    }
}
