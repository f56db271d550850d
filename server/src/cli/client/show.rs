//! `signet client show`.

use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::fields;
use crate::cli::terminal::Terminal;

/// Show one application or service; never its secret
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet client show shop
  signet client show shop --json")]
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
        let office = self.place.open_to_read(terminal).await?;
        let client = closing(office, async |office| clients::find(office, &self.client).await).await?;
        let answer = clients::describe(&client);
        self.format.print(terminal, &answer, || fields(&answer))
    }
}
