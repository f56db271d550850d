//! `signet revoke-all`.

use clap::ValueEnum;
use serde_json::json;

use super::answer::Format;
use super::place::{Place, closing};
use super::restore::told_ended;
use super::terminal::Terminal;
use crate::admin::everything::{self, Why};

/// End every session, token and key at once
///
/// Everybody signs in again, services ask for new tokens, and new keys sign. To be run after a PostgreSQL database was
/// restored, before the first instance starts: it knows nothing of what was revoked since its backup. Also when keys, tokens or
/// the database may be in wrong hands. `signet restore` does it by itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet revoke-all --because restored
  signet revoke-all --because incident --json")]
pub(super) struct Args {
    /// What has happened
    #[arg(long, value_name = "WHY")]
    because: Because,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Because {
    /// The database was restored from a backup
    Restored,
    /// Keys, tokens or the database may be in wrong hands
    Incident,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let why = match self.because {
            Because::Restored => Why::Restored,
            Because::Incident => Why::Incident,
        };
        let office = self.place.open(terminal).await?;
        let ended = closing(office, async |office| everything::end(office, why, &json!({})).await).await?;
        self.format.print(terminal, &ended.describe(), || told_ended(&ended))
    }
}
