//! `signet client update`.

use std::path::PathBuf;

use super::metadata::Flags;
use super::tell;
use crate::admin::clients::{self, Given};
use crate::cli::answer::Format;
use crate::cli::failure::Usage;
use crate::cli::input;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Change the metadata of an application or service
///
/// Flags change the members that they name; a list is replaced as a whole, and an empty value takes a member back to
/// its default. --from replaces all metadata. A change to client_secret_jwt makes a new secret.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet client update shop --client-name 'The Shop'
  signet client update shop --redirect-uri https://shop.example.com/callback \\
    --redirect-uri https://www.shop.example.com/callback
  signet client update shop --first-party=false --logo-uri ''
  signet client show shop --json > shop.json; edit shop.json; signet client update shop --from shop.json")]
pub(in crate::cli) struct Args {
    /// The client's id
    client: String,
    /// File with all the metadata as one JSON object; - is standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        if self.from.as_deref().is_some_and(input::is_stdin) && self.flags.reads_stdin() {
            return Err(Usage("standard input can be only one of --from - and --jwks -").into());
        }
        let flags = self.flags.members(terminal)?;
        let given = match &self.from {
            Some(file) => {
                let mut all = input::object(file, terminal)?;
                all.extend(flags);
                all
            }
            None if flags.is_empty() => {
                return Err(Usage("expected at least one flag, or --from FILE").into());
            }
            None => flags,
        };
        let given = if self.from.is_some() { Given::All(&given) } else { Given::Some(&given) };
        let office = self.place.open(terminal).await?;
        let changed =
            closing(office, async |office| clients::update(office, &self.client, given).await).await?;
        tell(&changed, &self.format, terminal)
    }
}
