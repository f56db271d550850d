//! `signet user deactivate`.

use super::status::Whose;
use crate::cli::terminal::Terminal;
use crate::model::user::UserStatus;

/// Close an account, and keep it
///
/// Everything that was signed in ends. To remove it with all that hangs on it, see `signet user delete`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user deactivate ada@example.com")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    whose: Whose,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        self.whose.set(UserStatus::Deactivated, terminal).await
    }
}
