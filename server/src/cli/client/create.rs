//! `signet client create`.

use std::path::PathBuf;

use super::metadata::Flags;
use super::tell;
use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::failure::Usage;
use crate::cli::input;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Register an application or a service
///
/// The flags are named after the client metadata of RFC 7591; with --json the answer is that of RFC 7591 too. An id
/// and a secret are made up unless you choose them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  A web application of your own:
    signet client create --client-name Shop --first-party \\
      --redirect-uri https://shop.example.com/callback \\
      --grant-type authorization_code --grant-type refresh_token

  A native or single-page application, which keeps no secret:
    signet client create --client-name Notes --application-type native \\
      --token-endpoint-auth-method none --redirect-uri com.example.notes:/callback

  A service that acts for itself:
    signet client create --client-id billing --grant-type client_credentials \\
      --scope 'invoices:read invoices:write' --audience https://api.example.com

  The metadata in a file, or from another program:
    signet client create --from client.json --json
    terraform output -json client | signet client create --from -")]
pub(in crate::cli) struct Args {
    /// File with the metadata as one JSON object; - is standard input. Flags count more
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The id to give it: 1 to 100 letters, digits and . _ ~ -
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Read the secret to give it from standard input
    #[arg(long)]
    client_secret_stdin: bool,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let reads_stdin = [
            self.from.as_deref().is_some_and(input::is_stdin),
            self.client_secret_stdin,
            self.flags.reads_stdin(),
        ];
        if reads_stdin.iter().filter(|reads| **reads).count() > 1 {
            return Err(Usage(
                "standard input can be only one of --from -, --jwks - and --client-secret-stdin",
            )
            .into());
        }
        let mut given = match &self.from {
            Some(file) => input::object(file, terminal)?,
            None => serde_json::Map::new(),
        };
        given.extend(self.flags.members(terminal)?);
        given.extend(self.client_id.map(|id| ("client_id".to_owned(), id.into())));
        if self.client_secret_stdin {
            let secret = input::secret(terminal, "client secret")?;
            given.insert("client_secret".to_owned(), secret.expose().into());
        }
        let office = self.place.open(terminal).await?;
        let made = closing(office, async |office| clients::create(office, &given).await).await?;
        tell(&made, &self.format, terminal)
    }
}
