//! `signet user reactivate`.

use super::status::Whose;
use crate::cli::terminal::Terminal;
use crate::model::user::UserStatus;

/// Let a stopped account be used again
///
/// What was signed in before stays ended.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user reactivate ada@example.com")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    whose: Whose,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        self.whose.set(UserStatus::Active, terminal).await
    }
}
