//! `signet migrate`.

use anyhow::Context as _;
use serde_json::json;

use super::answer::Format;
use super::place::Place;
use super::terminal::Terminal;
use crate::clock::{Clock as _, SystemClock};
use crate::store::schema;

/// Bring the database up to this release
///
/// Makes the database where there is none. Instances of the release before go on working meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet migrate                              the database of the configuration
  signet migrate --config /etc/signet.toml
  SIGNET__DATABASE__URL=postgres://signet@db/signet signet migrate
  signet migrate --data ./signet-data         the SQLite file in a data directory")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let config = self.place.read(terminal)?;
        self.place.check_names_one(&config)?;
        self.place.check_makes_no_second(&config)?;
        let url = config.database_url();
        let done = schema::migrate(url.expose(), SystemClock.now()).await;
        let steps = done.with_context(|| config.database_named())?;
        let answer = json!({"database": url.to_string(), "steps": steps});
        self.format.print(terminal, &answer, || match steps.as_slice() {
            [] => format!("{url} is up to date"),
            steps => format!("{url} is up to date now, by these steps:\n  {}", steps.join("\n  ")),
        })
    }
}
