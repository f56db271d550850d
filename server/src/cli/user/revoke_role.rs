//! `signet user revoke-role`.

use serde_json::json;

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Take a role away from an account
///
/// There are user, which every account begins with, admin and compliance.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user revoke-role ada@example.com admin")]
pub(in crate::cli) struct Args {
    /// Id, e-mail address or user name
    user: String,
    /// The role
    role: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let (user, role) = (&self.user, &self.role);
        let changed = closing(office, async |office| users::revoke_role(office, user, role).await).await?;
        let answer = json!({"user": user, "role": role, "changed": changed});
        self.format.print(terminal, &answer, || {
            format!("{user} {} {role}", if changed { "is no longer" } else { "was not" })
        })
    }
}
