//! `signet migrate`.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::json;

use super::answer::Format;
use super::place::Place;
use super::rehearse;
use super::terminal::Terminal;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::store::{StoreError, file, rehearsal, schema};

/// Bring the database up to this release
///
/// Makes the database where there is none. Instances of the release before go on working meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet migrate                              the database of the configuration
  signet migrate --config /etc/signet.toml
  SIGNET__DATABASE__URL=postgres://signet@db/signet signet migrate
  signet migrate --data ./signet-data         the SQLite file in a data directory
  signet migrate --rehearse                   what it would do, and how long it would take")]
pub(super) struct Args {
    /// Change nothing: run the missing steps on a copy of a SQLite file, or in a transaction of PostgreSQL that is rolled
    /// back, and say how long each takes, what it writes and whom it keeps waiting. PostgreSQL's locks are held meanwhile
    #[arg(long)]
    rehearse: bool,
    /// Give a rehearsal on PostgreSQL up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "rehearse",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    within: u64,
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
        if self.rehearse {
            return self.rehearse(&config, terminal).await;
        }
        let url = config.database_url();
        let done = schema::migrate(url.expose(), SystemClock.now()).await;
        let steps = done.with_context(|| config.database_named())?;
        let answer = json!({"database": url.to_string(), "steps": steps});
        self.format.print(terminal, &answer, || match steps.as_slice() {
            [] => format!("{url} is up to date"),
            steps => format!("{url} is up to date now, by these steps:\n  {}", steps.join("\n  ")),
        })
    }

    async fn rehearse(self, config: &Config, terminal: &mut Terminal) -> anyhow::Result<()> {
        let url = config.database_url();
        let file = file::of(url.expose());
        if let Some(file) = &file {
            self.place.check_is_there(config, file)?;
        }
        file::check(url.expose()).await.with_context(|| config.database_named())?;
        let done = rehearsal::rehearse(url.expose(), Duration::from_secs(self.within)).await;
        if matches!(&done, Err(error) if is_busy(error)) {
            bail!(
                "the rehearsal on {url} was given up, nothing was changed: a table was not free within 3 seconds, or it \
                 took longer than {} seconds (--within); try it when less goes on, or on a restored copy",
                self.within
            );
        }
        let steps = done.with_context(|| config.database_named())?;
        let where_it_ran = if file.is_some() {
            "on a copy, which is gone again"
        } else {
            "in a transaction that was rolled back"
        };
        let answer = rehearse::describe(&url.to_string(), &steps);
        self.format.print(terminal, &answer, || rehearse::told(&url.to_string(), where_it_ran, &steps))
    }
}

/// Whether a step had no time or no lock, and not that it is wrong.
fn is_busy(error: &StoreError) -> bool {
    match error {
        StoreError::Step { cause, .. } => is_busy(cause),
        other => matches!(other, StoreError::Busy),
    }
}
