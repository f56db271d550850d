//! `signet audit`: what happened.

mod list;

use clap::Subcommand;

use super::terminal::Terminal;

/// Read what happened
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    List(list::Args),
}

impl Verb {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::List(args) => args.run(terminal).await,
        }
    }
}
