//! `signet key rewrap`.

use serde_json::json;

use crate::admin::keys;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Move everything sealed to a new master key
///
/// It may be interrupted and run again, beside running instances.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet key rewrap
  signet key rewrap --config /etc/signet.toml --json

To replace the master key:
  1. signet key generate-master > new.key
  2. on every instance: the new key as SIGNET__SEALING__MASTER_KEY, the old one as
     SIGNET__SEALING__MASTER_KEY_PREVIOUS; restart
  3. signet key rewrap          with the same two settings
  4. take SIGNET__SEALING__MASTER_KEY_PREVIOUS away again; restart")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let moved = closing(office, keys::rewrap).await?;
        let answer = json!({"keys": moved.keys, "clients": moved.clients, "factors": moved.factors});
        self.format.print(terminal, &answer, || match (moved.keys, moved.clients, moved.factors) {
            (0, 0, 0) => "everything lies under the current master key".to_owned(),
            (keys, clients, factors) => format!(
                "moved to the current master key: {keys} keys, {clients} client secrets, {factors} authenticator apps\n\
                 SIGNET__SEALING__MASTER_KEY_PREVIOUS is needed no more"
            ),
        })
    }
}
