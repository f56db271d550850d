//! `signet client enable`.

use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Let a stopped application or service go on
///
/// Tokens that have not expired meanwhile count again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet client enable shop")]
pub(in crate::cli) struct Args {
    /// The client's id
    client: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let work =
            async |office: &crate::admin::Office| clients::set_enabled(office, &self.client, true).await;
        let client = closing(office, work).await?;
        self.format.print(terminal, &clients::describe(&client), || format!("{} is enabled", client.id))
    }
}
