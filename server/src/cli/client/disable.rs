//! `signet client disable`.

use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Stop an application or service, and keep what it is registered with
///
/// It can do nothing and its tokens count for nothing until it is enabled again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet client disable shop")]
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
            async |office: &crate::admin::Office| clients::set_enabled(office, &self.client, false).await;
        let client = closing(office, work).await?;
        self.format.print(terminal, &clients::describe(&client), || format!("{} is disabled", client.id))
    }
}
