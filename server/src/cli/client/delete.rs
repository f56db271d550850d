//! `signet client delete`.

use serde_json::json;

use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Remove an application or service with its consents and tokens
///
/// To stop it for a while only, see `signet client disable`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  signet client delete shop")]
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
        closing(office, async |office| clients::delete(office, &self.client).await).await?;
        let answer = json!({"client_id": self.client, "deleted": true});
        self.format.print(terminal, &answer, || format!("{} is removed", self.client))
    }
}
