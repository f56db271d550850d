//! `signet restore`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::json;

use super::answer::Format;
use super::backup::{describe, how_far, told};
use super::place::{Place, closing, office, unhurried};
use super::terminal::Terminal;
use crate::admin::everything::{self, Ended, Why};
use crate::admin::{AdminError, canary};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::backup::{self, Held};
use crate::store::replacing::Replacing;
use crate::store::schema::{self, Schema};
use crate::store::{Db, StoreError};

/// Put a backup in the place of the SQLite database
///
/// Whoever was signed in signs in again, and no token, code or key from before counts any more: the backup knows nothing of
/// what was revoked since. Passwords, accounts and clients are as they were in the backup. Stop the server first. The
/// restored one is made whole beside the old one and then takes its place; the old one is kept under another name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet restore --from /var/backups/signet-2026-11-30.db
  signet restore --from /var/backups/signet-2026-11-30.db --replace
  signet restore --from copy.db --data ./signet-data --replace --json

With PostgreSQL restore by its own means, then run `signet revoke-all --because restored` before the first instance starts.")]
pub(super) struct Args {
    /// The backup, as `signet backup` made it
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Take the place of the database that is there; that one is kept beside it under another name
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let config = self.place.read(terminal)?;
        let own = "restore it by its own means, then run `signet revoke-all --because restored`; ";
        let (url, file) = self.place.sqlite_file(&config, own)?;
        let sealer = self.place.sealer(&config)?;
        let held = backup::look_through(&self.from).await?;
        self.check(&config, &held, &file)?;
        let place = Replacing::begin(&file).with_context(|| config.database_named())?;
        place.stage(&self.from, |done, all| terminal.progress(&how_far(done, all))).await?;
        terminal.end_progress();
        let ended = self.prepare(&config, sealer, &place.address(), &held).await?;
        let kept = place.put_in_place(SystemClock.now()).with_context(|| config.database_named())?;
        let answer = json!({
            "database": url.to_string(), "holds": describe(&held), "replaced": kept, "ended": ended.describe(),
        });
        self.format.print(terminal, &answer, || {
            let kept = kept.as_ref().map(|kept| format!("\nThe one before is {}", kept.display()));
            format!("{url} holds {}\n{}{}", told(&held), told_ended(&ended), kept.unwrap_or_default())
        })
    }

    fn check(&self, config: &Config, held: &Held, file: &Path) -> anyhow::Result<()> {
        if let Schema::Ahead(steps) = &held.schema {
            return Err(StoreError::Newer(steps.join(", "))).with_context(|| self.from.display().to_string());
        }
        let known = config.server.issuer.as_ref().map(Issuer::as_str);
        if let (Some(found), Some(known)) = (held.issuer.as_deref(), known)
            && found != known
        {
            bail!("server.issuer: expected a backup of {known}, found one of {found}");
        }
        if file.exists() && !self.replace {
            bail!(
                "there is a database at {} already; --replace puts the backup in its place",
                file.display()
            );
        }
        Ok(())
    }

    /// Does to the copy all that has to be done, before anybody can use it.
    async fn prepare(
        &self,
        config: &Config,
        sealer: Sealer,
        address: &str,
        held: &Held,
    ) -> anyhow::Result<Ended> {
        schema::migrate(address, SystemClock.now()).await?;
        let office = office(config, sealer, Db::open(address, &unhurried()).await?).await?;
        let more = json!({"taken_at": held.taken_at, "schema": held.last_step});
        let ended = closing(office, async |office| -> Result<Ended, AdminError> {
            canary::ensure(office).await?;
            everything::end(office, Why::Restored, &more).await
        });
        Ok(ended.await?)
    }
}

/// How much has ended, for people.
pub(super) fn told_ended(ended: &Ended) -> String {
    let Ended { sessions, families, keys } = ended;
    format!(
        "Ended {sessions} sessions, {families} chains of tokens and {keys} keys; new keys sign from now on"
    )
}
