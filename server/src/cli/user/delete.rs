//! `signet user delete`.

use serde_json::json;

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Remove an account with its sessions, consents and tokens
///
/// Its names are free from then on. To close it and keep it, see `signet user deactivate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user delete ada@example.com")]
pub(in crate::cli) struct Args {
    /// Id, e-mail address or user name
    user: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let user = closing(office, async |office| users::delete(office, &self.user).await).await?;
        let answer = json!({"sub": user.id, "deleted": true});
        self.format.print(terminal, &answer, || {
            format!("{} is removed; what happened stays on record under the id {}", self.user, user.id)
        })
    }
}
