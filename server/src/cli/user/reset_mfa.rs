//! `signet user reset-mfa`.

use serde_json::json;

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Remove every second factor of a person who has lost theirs
///
/// Authenticator app, passkeys, backup codes and remembered devices go, and everything that was signed in ends. Be sure who
/// asks for it: the password alone signs in afterwards.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet user reset-mfa ada@example.com")]
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
        let work = async |office: &crate::admin::Office| users::reset_mfa(office, &self.user).await;
        let removed = closing(office, work).await?;
        let answer = json!({"user": self.user, "second_factors": "none", "changed": removed});
        self.format.print(terminal, &answer, || {
            let had = if removed { "has no second factor any more" } else { "had no second factor" };
            format!("{} {had}", self.user)
        })
    }
}
