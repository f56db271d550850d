//! `signet audit key`.

use crate::admin::audit;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Print the public key that verifies checkpoints, to keep it elsewhere
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet audit key > audit-key.json
  signet audit key --renew

The key is the log's own: it is not in the key set of the issuer, and goes on for as long as nobody replaces it. Whoever has it
can verify a checkpoint with any library of JWTs (ES256, the typ is audit-checkpoint+jwt), without this program or its database.")]
pub(in crate::cli) struct Args {
    /// Put a fresh key in its place, because somebody may have a copy, or it does not open any more
    #[arg(long)]
    renew: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let (renewed, key) = closing(office, async |office| {
            let renewed = self.renew && audit::renew_key(office).await?;
            Ok::<_, anyhow::Error>((renewed, audit::public_key(office).await?))
        })
        .await?;
        let text = serde_json::to_string_pretty(&key)?;
        if renewed {
            terminal.note("checkpoints from now on are signed by this key; keep it, and make one");
        }
        self.format.print(terminal, &key, || text)
    }
}
