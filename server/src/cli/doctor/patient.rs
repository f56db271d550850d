//! What the checks look at, fetched once: the public address, and what lies behind it. Nothing here changes anything.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::time::Instant;

use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, Problem};
use crate::model::signing_key::SigningKey;
use crate::outbound::probe::{Probe, Seen, Trouble};
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::inspection::Inspection;
use crate::store::schema::{self, Schema};
use crate::store::{StoreError, settings, signing_keys};
use crate::web::urls;

/// Who is looked at.
pub(super) struct Patient {
    /// Where it is asked; `None` where it is not to be, or nobody knows its address.
    pub(super) outside: Option<Outside>,
    /// What is wrong with the configuration.
    pub(super) misread: Vec<Problem>,
    /// What lies behind; `None` where only the outside is to be looked at, or the configuration does not read.
    pub(super) inside: Option<Inside>,
}

/// The public address.
pub(super) struct Outside {
    pub(super) issuer: Issuer,
    pub(super) probe: Probe,
    /// What was answered where the provider metadata should be.
    pub(super) discovery: Result<Seen, Trouble>,
    /// Our clock when that came.
    pub(super) seen_at: DateTime<Utc>,
}

/// Configuration and store.
pub(super) struct Inside {
    pub(super) config: Config,
    /// What opens the store's keys, or why there is nothing.
    pub(super) sealer: Result<Sealer, String>,
    /// Files that hold a secret, each by the key that it is of.
    pub(super) secret_files: Vec<(&'static str, PathBuf)>,
    pub(super) database: Result<Opened, String>,
}

/// A database that could be reached.
pub(super) struct Opened {
    pub(super) look: Inspection,
    /// How long a question takes.
    pub(super) took: Duration,
    /// How it stands to this release, or why it does not read.
    pub(super) schema: Result<Schema, StoreError>,
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

    /// Whether the store is that of `dev`, which needs less than `serve` does.
    pub(super) fn is_demo(&self) -> bool {
        self.store().is_some_and(|(_, _, facts)| facts.is_demo)
    }
}

impl Outside {
    /// Asks for the provider metadata.
    pub(super) async fn of(issuer: Issuer, probe: Probe) -> Self {
        let discovery = probe.get(&issuer.join(urls::OPENID_METADATA), &[]).await;
        Self { issuer, probe, discovery, seen_at: SystemClock.now() }
    }

    /// The provider metadata, where they came.
    pub(super) fn metadata(&self) -> Option<Value> {
        let seen = self.discovery.as_ref().ok().filter(|seen| seen.status == 200)?;
        serde_json::from_slice(&seen.body).ok().filter(Value::is_object)
    }

    /// An address below the issuer.
    pub(super) fn at(&self, path: &str) -> String {
        self.issuer.join(path)
    }

    /// Whether TLS is spoken.
    pub(super) fn is_https(&self) -> bool {
        !self.issuer.is_loopback_http()
    }
}

impl Opened {
    /// Opens the database that this configuration names. The reason where it cannot be.
    pub(super) async fn of(config: &Config) -> Result<Self, String> {
        let url = config.database_url();
        if let Some(file) = schema::sqlite_file(url.expose()).filter(|file| !file.exists()) {
            return Err(format!("there is no file {}", file.display()));
        }
        let look = Inspection::open(url.expose()).await.map_err(|error| told(&error))?;
        let began = Instant::now();
        look.ping().await.map_err(|error| told(&error))?;
        let took = began.elapsed();
        let mut schema = look.schema().await;
        let mut facts = None;
        if schema.as_ref().is_ok_and(Schema::is_usable) {
            match Facts::of(&look).await {
                Ok(read) => facts = Some(read),
                Err(error) => schema = Err(error),
            }
        }
        Ok(Self { look, took, schema, facts })
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
}

/// An error down to its last cause.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let (mut words, mut next) = (error.to_string(), error.source());
    while let Some(cause) = next {
        let text = cause.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        next = cause.source();
    }
    words
}

/// The permission bits of a file.
pub(super) fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).ok().map(|found| found.permissions().mode() & 0o777)
}
