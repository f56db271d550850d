//! `signet audit checkpoint`.

use serde_json::json;

use crate::admin::audit;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Print a signed statement of how far the log is sealed, to keep it elsewhere
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit checkpoint > checkpoint-$(date +%F).jwt
  signet audit verify --checkpoint checkpoint-2030-01-01.jwt

Who can write to the database can rewrite the end of the log, and sign nothing. A checkpoint that lies elsewhere shows it:
everything up to it is then as it was. `signet audit key` prints what verifies it anywhere.")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let made = closing(office, async |office| audit::checkpoint(office).await).await?;
        let Some(made) = made else {
            anyhow::bail!(
                "nothing is sealed yet: a running server seals an event some seconds after it happened"
            )
        };
        let answer = json!({ "sequence": made.sequence, "made_at": made.made_at, "token": made.token });
        self.format.print(terminal, &answer, || made.token.clone())
    }
}
