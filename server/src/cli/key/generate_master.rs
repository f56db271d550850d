//! `signet key generate-master`.

use serde_json::json;

use crate::cli::answer::Format;
use crate::cli::terminal::Terminal;
use crate::entropy::SystemEntropy;
use crate::sealing::master_key::MasterKey;

/// Make a master key: 32 random bytes in base64
///
/// It seals every other key in the database and is never stored there. Whoever loses it loses them; keep it where
/// you keep your other secrets.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  (umask 077; signet key generate-master > master.key)
  SIGNET__SEALING__MASTER_KEY_FILE=master.key signet serve --config /etc/signet.toml")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let key = MasterKey::generate(&SystemEntropy).to_text();
        let answer = json!({"master_key": key.expose()});
        self.format.print(terminal, &answer, || key.expose().to_owned())
    }
}
