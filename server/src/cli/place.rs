//! Which database a command works on: that of a data directory, as `signet dev` makes one, or the one that the
//! configuration of `signet serve` names.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};

use super::demo;
use super::terminal::Terminal;
use crate::admin::keys::KeyPolicy;
use crate::admin::{Office, PasswordPolicy, canary};
use crate::authn::password_hash::{Bounds, Cost, PasswordHasher};
use crate::boot::owner;
use crate::clock::{Clock, SystemClock};
use crate::config::value::DatabaseUrl;
use crate::config::{self, Check, Config, Flag, Sources};
use crate::entropy::{Entropy, SystemEntropy};
use crate::mail::outbox::Stationery;
use crate::protocol::issuer::Issuer;
use crate::sealing::master_key::MasterKey;
use crate::sealing::sealer::Sealer;
use crate::store::schema::{self, Schema};
use crate::store::{Db, DbOptions, file, partitions, settings};

/// A command has the time to wait for its turn.
const PATIENCE: Duration = Duration::from_mins(10);

/// The flags that choose the place.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Common options")]
pub struct Place {
    /// Configuration file [default: signet.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Data directory, such as the one of `signet dev`; where it holds a database, none other may be configured
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// Where the master key of a data directory lies, in base64, where the configuration names none.
pub fn master_key_file(data: &Path) -> PathBuf {
    data.join("master.key")
}

/// The sealer under the configured master key, and under the one before while it is being replaced.
pub fn sealer(config: &Config) -> Option<Sealer> {
    let key = |key: &config::value::MasterKey| MasterKey::of(*key.expose());
    let previous = config.sealing.master_key_previous.as_ref().map(key);
    config.sealing.master_key.as_ref().map(|current| Sealer::new(&key(current), previous.as_ref()))
}

impl Place {
    /// The configuration here.
    pub(super) fn read(&self, terminal: &Terminal) -> anyhow::Result<Config> {
        self.read_checked(terminal, &[])
    }

    /// The same, held to more than its being right.
    pub(super) fn read_checked(&self, terminal: &Terminal, checks: &[Check]) -> anyhow::Result<Config> {
        let data = self.data.iter().map(|data| Flag {
            key: "server.data",
            value: data.display().to_string(),
            name: "--data",
        });
        let sources = Sources {
            file: self.config.clone(),
            working_directory: terminal.working_directory.clone(),
            environment: terminal.environment.clone(),
            flags: data.collect(),
        };
        Ok(config::load_checked(&sources, checks)?)
    }

    /// Opens the database, if it is there, current, this issuer's and sealed under this master key.
    pub(super) async fn open(&self, terminal: &Terminal) -> anyhow::Result<Office> {
        let config = self.read(terminal)?;
        let db = self.database(&config).await?;
        let sealer = match self.sealer_here(&config, &db).await {
            Ok(sealer) => sealer,
            Err(refused) => {
                db.close().await;
                return Err(refused);
            }
        };
        partitions::make_ahead(&db, SystemClock.now()).await?;
        let office = office(&config, sealer, db).await?;
        if let Err(refused) = canary::ensure(&office).await {
            office.db.close().await;
            return Err(refused.into());
        }
        Ok(office)
    }

    /// The same for commands that only read what nobody sealed: they need no master key, and write nothing.
    pub(super) async fn open_to_read(&self, terminal: &Terminal) -> anyhow::Result<Office> {
        let config = self.read(terminal)?;
        let db = self.database(&config).await?;
        // It opens nothing, and is asked to open nothing.
        let sealer = Sealer::new(&MasterKey::generate(&SystemEntropy), None);
        office(&config, sealer, db).await
    }

    /// Refuses to make a database beside the demo secrets of a `dev` that keeps its data elsewhere.
    pub(super) fn check_makes_no_second(&self, config: &Config) -> anyhow::Result<()> {
        let file = file::of(config.database_url().expose()).filter(|file| !file.exists());
        match file {
            Some(file) if config.database.url.is_none() && demo::file(&config.server.data).exists() => {
                bail!(
                    "there is no database at {}; {}",
                    file.display(),
                    self.where_to_look(&config.server.data)
                )
            }
            _ => Ok(()),
        }
    }

    /// Refuses to choose between the database that lies in `--data DIR` and another one that is configured: whoever
    /// names the directory would see the other one changed.
    pub(super) fn check_names_one(&self, config: &Config) -> anyhow::Result<()> {
        let Some(url) = config.database.url.as_ref().filter(|_| self.data.is_some()) else { return Ok(()) };
        let own = config.server.data.join("signet.db");
        let is_same = file::of(url.expose()).is_some_and(|file| {
            file.canonicalize().ok().is_some_and(|file| Some(file) == own.canonicalize().ok())
        });
        if is_same || !own.exists() {
            return Ok(());
        }
        let message = format!(
            "expected one database, found {url}, and by --data {}; leave out one of the two",
            own.display()
        );
        bail!("{}", config.wrong("database.url", message))
    }

    /// The one SQLite file that is named here, for commands that handle files; `own_way` is what PostgreSQL has instead.
    pub(super) fn sqlite_file(
        &self,
        config: &Config,
        own_way: &str,
    ) -> anyhow::Result<(DatabaseUrl, PathBuf)> {
        self.check_names_one(config)?;
        let url = config.database_url();
        match file::of(url.expose()) {
            Some(file) => Ok((url, file)),
            None => bail!(
                "{url} is PostgreSQL: {own_way}see https://www.postgresql.org/docs/current/backup.html and \
                 server/docs/operate/backup-and-restore.md"
            ),
        }
    }

    /// The command that would put this place right.
    fn command(&self, verb: &str) -> String {
        let flag = |name: &str, path: &Option<PathBuf>| {
            path.as_ref().map(|path| format!(" --{name} {}", path.display())).unwrap_or_default()
        };
        format!("`signet {verb}{}{}`", flag("config", &self.config), flag("data", &self.data))
    }

    /// `dev` leaves its demo secrets in every data directory. Where they lie beside no database, it was told to keep
    /// its data elsewhere.
    fn where_to_look(&self, data: &Path) -> String {
        if demo::file(data).exists() {
            return format!(
                "the `signet dev` of this directory keeps its data in the database that it was started with: set \
                 SIGNET__DATABASE__URL here too, or remove {} where that one is gone",
                demo::file(data).display()
            );
        }
        format!("{} makes one, `signet dev` its own", self.command("migrate"))
    }

    /// Refuses a file that is not there, and says how to make it.
    pub(super) fn check_is_there(&self, config: &Config, file: &Path) -> anyhow::Result<()> {
        if file.exists() {
            return Ok(());
        }
        bail!("there is no database at {}; {}", file.display(), self.where_to_look(&config.server.data))
    }

    async fn database(&self, config: &Config) -> anyhow::Result<Db> {
        self.check_names_one(config)?;
        let url = config.database_url();
        if let Some(file) = file::of(url.expose()) {
            self.check_is_there(config, &file)?;
        }
        file::check(url.expose()).await.with_context(|| config.database_named())?;
        let open = Db::open(url.expose(), &unhurried()).await;
        let db = open.with_context(|| config.database_named())?;
        let problem = match schema::state(&db).await.with_context(|| config.database_named())? {
            Schema::Current | Schema::Expanded(_) => return Ok(db),
            Schema::Behind(missing) => format!(
                "the database {url} lacks {} of this release ({}); {} adds what is missing",
                schema::steps_told(missing.len()),
                missing.join(", "),
                self.command("migrate")
            ),
            Schema::Ahead(steps) => format!(
                "the database {url} was migrated by a newer release; use that one, since this one does not work with {}",
                steps.join(", ")
            ),
        };
        db.close().await;
        Err(anyhow!(problem))
    }

    /// The sealer of this place's database.
    pub(super) fn sealer(&self, config: &Config) -> anyhow::Result<Sealer> {
        if let Some(sealer) = sealer(config) {
            return Ok(sealer);
        }
        let file = master_key_file(&config.server.data);
        let is_of_data = self.data.is_some() || config.database.url.is_none();
        if !is_of_data || !file.exists() {
            bail!(
                "expected the master key of this database: 32 bytes in base64 in SIGNET__SEALING__MASTER_KEY, its \
                 path in SIGNET__SEALING__MASTER_KEY_FILE, or --data DIR with the directory of `signet dev`; found \
                 none"
            );
        }
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let key = MasterKey::parse(&text).with_context(|| file.display().to_string())?;
        Ok(Sealer::new(&key, None))
    }

    /// The same, where the database has not been served as another issuer: what is written for one is of no use under
    /// another.
    async fn sealer_here(&self, config: &Config, db: &Db) -> anyhow::Result<Sealer> {
        if let Some(issuer) = &config.server.issuer {
            owner::check_issuer(db.reader(), issuer.as_str()).await?;
        }
        self.sealer(config)
    }
}

/// A command has the time to wait for its turn, and for what touches every row.
pub(super) fn unhurried() -> DbOptions {
    DbOptions {
        connections: 2,
        patience: Duration::from_secs(10),
        longest_work: PATIENCE,
        ..DbOptions::default()
    }
}

/// Does the work, and closes the database whatever came of it.
pub(super) async fn closing<T>(office: Office, work: impl AsyncFnOnce(&Office) -> T) -> T {
    let done = work(&office).await;
    office.db.close().await;
    done
}

/// An office over a database that is open.
pub(super) async fn office(config: &Config, sealer: Sealer, db: Db) -> anyhow::Result<Office> {
    let entropy = SystemEntropy;
    let password = &config.password;
    let cost = Cost {
        memory_kib: password.memory_kib,
        iterations: password.iterations,
        parallelism: password.parallelism,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let bounds = Bounds { at_once: password.side_by_side(cores), queue: 1000, wait: PATIENCE };
    let known = settings::find(db.reader(), settings::ISSUER).await?;
    let is_dev = settings::find(db.reader(), settings::DEMO).await?.is_some();
    let issuer: Option<Issuer> =
        config.server.issuer.clone().or_else(|| known.and_then(|issuer| issuer.parse().ok()));
    let passwords = Arc::new(PasswordHasher::new(cost, bounds, &entropy)?);
    let (sealer, entropy): (_, Arc<dyn Entropy>) = (Arc::new(sealer), Arc::new(entropy));
    // What is written here, a running server sends.
    let is_mailing = is_dev || config.mail.url.is_some();
    let writer = issuer.as_ref().filter(|_| is_mailing);
    Ok(Office {
        db,
        stationery: writer.map(|issuer| Stationery::of(&config.brand, issuer, (&sealer, &entropy))),
        sealer,
        passwords,
        entropy,
        clock: Arc::new(SystemClock),
        issuer,
        is_dev,
        keys: KeyPolicy::of(config),
        quarantine: config.accounts.quarantine,
        password_policy: PasswordPolicy::of(config),
    })
}
