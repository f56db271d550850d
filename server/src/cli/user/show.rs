//! `signet user show`.

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::fields;
use crate::cli::terminal::Terminal;

/// Show one account; never its password
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet user show ada@example.com
  signet user show 018f6a2e-7c1b-7def-8a2b-1234567890ab --json")]
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
        let office = self.place.open_to_read(terminal).await?;
        let account = closing(office, async |office| users::find(office, &self.user).await).await?;
        let answer = account.describe();
        self.format.print(terminal, &answer, || fields(&answer))
    }
}
