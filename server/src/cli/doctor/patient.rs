//! What the checks look at, fetched once: the public address, and what lies behind it. Nothing here changes anything.
//! What could not be fetched is the cause that checks fall out for: see [`super::needs`].

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::outside::Outside;
use crate::causes::with_causes;
use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, Problem};
use crate::model::signing_key::SigningKey;
use crate::sealing::sealer::Sealer;
use crate::store::inspection::{Inspection, PostgresFacts, SqliteFacts};
use crate::store::schema::Schema;
use crate::store::{StoreError, file, settings, signing_keys};

/// How often the database is asked how quick it is.
const QUESTIONS: usize = 5;

/// Who is looked at.
pub(super) struct Patient {
    /// Where it is asked; `None` where it is not to be, or nobody knows its address.
    pub(super) outside: Option<Outside>,
    /// Whether it was to be asked.
    pub(super) is_to_be_asked: bool,
    /// What is wrong with the configuration.
    pub(super) misread: Vec<Problem>,
    /// What lies behind; `None` where only the outside is to be looked at, or the configuration does not read.
    pub(super) inside: Option<Inside>,
}

/// Configuration and store.
pub(super) struct Inside {
    pub(super) config: Config,
    /// What opens the store's keys, or why there is nothing.
    pub(super) sealer: Result<Sealer, String>,
    /// Files that hold a secret, each by the key that it is of.
    pub(super) secret_files: Vec<(&'static str, PathBuf)>,
    pub(super) database: Result<Opened, Unopened>,
}

/// Why a database cannot be looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unopened {
    /// There is no such file.
    Missing(String),
    /// The file is there, and is no database or a damaged one.
    Damaged(String),
    /// It does not answer.
    Away(String),
}

/// A database that could be reached.
pub(super) struct Opened {
    pub(super) look: Inspection,
    /// How long a question takes.
    pub(super) took: Duration,
    /// How it stands to this release, or why it does not read.
    pub(super) schema: Result<Schema, StoreError>,
    /// Tables, columns, indexes and triggers of this release that are not there.
    pub(super) lacking: Vec<String>,
    /// What PostgreSQL says of itself, or why it says nothing; `None` of SQLite.
    pub(super) server: Result<Option<PostgresFacts>, StoreError>,
    /// Our clock when that came.
    pub(super) seen_at: DateTime<Utc>,
    /// What SQLite says of the file, or why it says nothing; `None` of PostgreSQL.
    pub(super) file: Result<Option<SqliteFacts>, StoreError>,
    /// `None` where the schema is not of this release, or does not read.
    pub(super) facts: Option<Facts>,
}

/// What the store says of itself.
pub(super) struct Facts {
    /// The issuer that it has served.
    pub(super) issuer: Option<String>,
    /// Whether it is that of `dev`.
    pub(super) is_demo: bool,
    /// What only the right master key opens.
    pub(super) canary: Option<String>,
    pub(super) keys: Vec<SigningKey>,
}

impl Patient {
    /// The store, where it could be read.
    pub(super) fn store(&self) -> Option<(&Inside, &Opened, &Facts)> {
        let inside = self.inside.as_ref()?;
        let opened = inside.database.as_ref().ok()?;
        Some((inside, opened, opened.facts.as_ref()?))
    }

    /// Whether there is a database to be looked at that cannot be.
    pub(super) fn has_no_database(&self) -> bool {
        self.inside.as_ref().is_some_and(|inside| inside.database.is_err())
    }

    /// Whether the store is that of `dev`, which needs less than `serve` does.
    pub(super) fn is_demo(&self) -> bool {
        self.store().is_some_and(|(_, _, facts)| facts.is_demo)
    }
}

impl Opened {
    /// Opens the database that this configuration names.
    pub(super) async fn of(config: &Config) -> Result<Self, Unopened> {
        let url = config.database_url();
        if let Some(file) = file::of(url.expose()).filter(|file| !file.exists()) {
            return Err(Unopened::Missing(format!("there is no file {}", file.display())));
        }
        let look = Inspection::open(url.expose()).await.map_err(|error| Unopened::because(&error))?;
        look.ping().await.map_err(|error| Unopened::because(&error))?;
        // The first question connects, and reads what every later one finds read. Of those the quickest counts: a machine
        // that is busy just now is no database that is far away.
        let mut took = Duration::MAX;
        for _ in 0..QUESTIONS {
            let began = Instant::now();
            look.ping().await.map_err(|error| Unopened::because(&error))?;
            took = took.min(began.elapsed());
        }
        let mut opened = Self {
            took,
            schema: look.schema().await,
            lacking: Vec::new(),
            server: look.postgres().await,
            seen_at: SystemClock.now(),
            file: look.sqlite().await,
            facts: None,
            look,
        };
        if opened.schema.as_ref().is_ok_and(Schema::is_usable)
            && let Err(error) = opened.read().await
        {
            opened.schema = Err(error);
        }
        Ok(opened)
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        self.lacking = self.look.lacking().await?;
        match Facts::of(&self.look).await {
            Ok(facts) => self.facts = Some(facts),
            // What is lacking says why. Where a newer release was here nobody tells of that.
            Err(_) if !self.lacking.is_empty() && matches!(self.schema, Ok(Schema::Current)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Whether the file shows damage, or does not let itself be looked through.
    pub(super) fn is_damaged(&self) -> bool {
        self.file.as_ref().map_or(true, |facts| facts.as_ref().is_some_and(|facts| !facts.damage.is_empty()))
    }
}

impl Unopened {
    fn because(error: &StoreError) -> Self {
        let reason = with_causes(error);
        if error.is_damage() { Self::Damaged(reason) } else { Self::Away(reason) }
    }
}

impl Facts {
    async fn of(look: &Inspection) -> Result<Self, StoreError> {
        let db = look.reader();
        Ok(Self {
            issuer: settings::find(db, settings::ISSUER).await?,
            is_demo: settings::find(db, settings::DEMO).await?.is_some(),
            canary: settings::find(db, settings::CANARY).await?,
            keys: signing_keys::list(db).await?,
        })
    }

    /// Whether no server has ever started on it: the first start takes the issuer and makes the keys.
    pub(super) fn is_unserved(&self) -> bool {
        self.issuer.is_none() && self.keys.is_empty()
    }
}

/// The permission bits of a file.
pub(super) fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).ok().map(|found| found.permissions().mode() & 0o777)
}
