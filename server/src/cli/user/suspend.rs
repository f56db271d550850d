//! `signet user suspend`.

use super::status::Whose;
use crate::cli::terminal::Terminal;
use crate::model::user::UserStatus;

/// Stop an account for a while
///
/// Everything that was signed in ends, and nobody signs in until `signet user reactivate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user suspend ada@example.com")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    whose: Whose,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        self.whose.set(UserStatus::Suspended, terminal).await
    }
}
