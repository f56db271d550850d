//! `signet key retire`.

use serde_json::Value;

use super::{describe, tell};
use crate::admin::keys;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Take one key out of use
///
/// Another key takes over in the same moment, unless keys.algorithms has its algorithm no more. What the retired key
/// signed stays good until it ends by itself; with --now it is worth nothing at once, which signs people out: for a
/// key that was stolen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet key retire 3bXhlWJZdGo4...          it signs no more
  signet key retire 3bXhlWJZdGo4... --now    and nothing that it signed counts any more
  signet key list                            shows the keys")]
pub(in crate::cli) struct Args {
    /// The key's id, as `signet key list` shows it
    #[arg(allow_hyphen_values = true)]
    key: String,
    /// What it signed ends at once
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let changes = closing(office, async |office| keys::retire(office, &self.key, self.now).await).await?;
        let answer = changes.iter().map(describe).collect::<Value>();
        self.format.print(terminal, &answer, || tell(&changes))
    }
}
