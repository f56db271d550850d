//! `signet client rotate-secret`.

use super::tell;
use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::input;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Give an application or service a new secret
///
/// The old secret is of no use from that moment. The services that every database begins with (ticker, alert, backend,
/// calendar) have no secret until this gives them one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet client rotate-secret ticker
  signet client rotate-secret ticker --json | jq -r .client_secret
  vault read -field=secret kv/ticker | signet client rotate-secret ticker --client-secret-stdin")]
pub(in crate::cli) struct Args {
    /// The client's id
    client: String,
    /// Read the new secret from standard input instead of making one up
    #[arg(long)]
    client_secret_stdin: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let chosen =
            self.client_secret_stdin.then(|| input::secret(terminal, "client secret")).transpose()?;
        let office = self.place.open(terminal).await?;
        let work =
            async |office: &crate::admin::Office| clients::rotate_secret(office, &self.client, chosen).await;
        tell(&closing(office, work).await?, &self.format, terminal)
    }
}
