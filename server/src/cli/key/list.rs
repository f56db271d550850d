//! `signet key list`.

use serde_json::Value;

use crate::admin::keys;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::{moment, table};
use crate::cli::terminal::Terminal;
use crate::model::signing_key::SigningKey;

/// Show every key: what it is for, and where it stands in its life
///
/// A key is `next` (published, does not sign yet), `active` (signs), then `retired` (verifies until what it signed
/// has ended). The purpose `token` tags codes and refresh tokens.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet key list
  signet key list --data ./signet-data --json")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let keys = closing(office, keys::list).await?;
        let answer = keys.iter().map(keys::describe).collect::<Value>();
        self.format.print(terminal, &answer, || {
            let rows = keys.iter().map(row).collect();
            table(
                &["KEY", "PURPOSE", "STATE", "SINCE", "VERIFIES UNTIL"],
                rows,
                "no keys yet: the first start makes them",
            )
        })
    }
}

fn row(key: &SigningKey) -> Vec<String> {
    let since = key.retired_at.unwrap_or_else(|| key.active_since());
    let until = key.expires_at.map(moment).unwrap_or_default();
    vec![key.id.clone(), key.purpose.to_string(), key.state.as_str().to_owned(), moment(since), until]
}
