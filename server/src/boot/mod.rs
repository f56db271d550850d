//! From configuration to services: the only place that knows which implementation runs. `files` looks at the files that
//! the configuration names before anything is opened, `owner` whether a database is that of `dev` or of `serve`.

pub mod files;
pub mod owner;

use std::sync::Arc;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};

use crate::admin::{self, Office};
use crate::app::Services;
use crate::authn::password_hash::{Bounds, Cost, PasswordHasher};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::value::MailTls;
use crate::entropy::Entropy;
use crate::ephemeral::lossy::{Guarded, Lossy, Redis, Sql, redis_prefix};
use crate::ephemeral::refusals::Refusals;
use crate::ephemeral::throttle::Throttle;
use crate::ephemeral::turns::Turns;
use crate::keys::holder::Keys;
use crate::keys::keyring::Keyring;
use crate::keys::remote::RemoteJwks;
use crate::mail::outbox::Stationery;
use crate::metrics::{Counted, Metrics};
use crate::model::demo::Demo;
use crate::outbound::fetch::{FetchRules, Fetcher};
use crate::outbound::logo::Logos;
use crate::outbound::smtp::{Post, PostError, Protection, Server as MailServer};
use crate::places::Places;
use crate::protocol::issuer::Issuer;
use crate::sealing::master_key::MasterKey;
use crate::sealing::read_once::ReadOnce;
use crate::sealing::sealer::Sealer;
use crate::store::client_cache::ClientCache;
use crate::store::facts::Facts;
use crate::store::schema::{self, Schema};
use crate::store::{Db, DbOptions, StoreError, file, partitions, signing_keys};
use crate::web::brand::{Brand, BrandSettings};

/// What is decided before anything is opened.
pub struct Plan {
    /// What the operator wants.
    pub config: Config,
    /// Who we are.
    pub issuer: Issuer,
    /// Whether this is `signet dev`.
    pub is_dev: bool,
    /// Seals what rests in the store.
    pub master_key: MasterKey,
    /// The one before it.
    pub previous_master_key: Option<MasterKey>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

/// Opens the store, checks the master key and makes what every command and the server work with.
///
/// # Errors
/// When the database does not open or the master key is not the one it was written under.
pub async fn office(plan: &Plan) -> anyhow::Result<Office> {
    let config = &plan.config;
    let address = config.database_url();
    if let Some(file) = file::of(address.expose()).filter(|file| !file.exists()) {
        bail!("there is no database at {} yet: run `signet migrate` first", file.display());
    }
    file::check(address.expose()).await.with_context(|| config.database_named())?;
    let options = DbOptions { connections: config.database.max_connections, ..DbOptions::default() };
    let db = Db::open(address.expose(), &options).await.with_context(|| config.database_named())?;
    match schema::state(&db).await.with_context(|| config.database_named())? {
        Schema::Current => {}
        Schema::Expanded(steps) => tracing::info!(
            steps = steps.join(", "),
            "a newer release was here; this one works with what it has added"
        ),
        Schema::Behind(missing) => bail!(
            "the database lacks {} of this release's schema: run `signet migrate` first",
            schema::steps_told(missing.len())
        ),
        Schema::Ahead(steps) => return Err(StoreError::Newer(steps.join(", ")).into()),
    }
    if !plan.is_dev {
        owner::check_serve(db.reader()).await?;
    }
    // Before the first event: rows in the default partition would stand in the way of their week's own.
    partitions::make_ahead(&db, plan.clock.now()).await.context("making the audit log's partitions")?;
    let office = Office {
        db,
        sealer: Arc::new(Sealer::new(&plan.master_key, plan.previous_master_key.as_ref())),
        entropy: Arc::clone(&plan.entropy),
        clock: Arc::clone(&plan.clock),
        passwords: Arc::new(password_hasher(config, &*plan.entropy)?),
        issuer: Some(plan.issuer.clone()),
        is_dev: plan.is_dev,
        keys: admin::keys::KeyPolicy::of(config),
        quarantine: config.accounts.quarantine,
        password_policy: admin::PasswordPolicy::of(config),
        stationery: None,
    };
    let is_mailing = plan.is_dev || config.mail.url.is_some();
    let means = (&office.sealer, &office.entropy);
    let stationery = is_mailing.then(|| Stationery::of(&config.brand, &plan.issuer, means));
    let office = Office { stationery, ..office };
    admin::canary::ensure(&office).await?;
    Ok(office)
}

/// Makes the services out of an office: keys are brought up to date, caches are empty.
///
/// # Errors
/// When a key does not open, or a setting that only now is looked at is of no use.
pub async fn services(plan: Plan, office: Office, demo: Option<Demo>) -> anyhow::Result<Arc<Services>> {
    let now = plan.clock.now();
    // Before anything is generated: of a `dev` and a `serve` that start at once one goes away again.
    if plan.is_dev {
        owner::move_dev(&office.db, &plan.issuer).await?;
    } else {
        owner::take_for_serve(&office.db, &plan.issuer).await?;
    }
    admin::keys::keep_up(&office).await?;
    let ring = open_ring(&office.db, &office.sealer, now).await?;
    let fetcher = Arc::new(Fetcher::new(fetch_rules(&plan)).context("preparing outbound requests")?);
    let post = post(&plan.config, &plan.issuer).context("mail.url")?;
    let throttle = Throttle::new(lossy(&plan, &office.db).await?);
    let keys = Keys::new(ring);
    let places = Places::of(plan.config.geoip.database.clone());
    places.follow();
    let counted = Counted {
        hashing: office.passwords.metrics().clone(),
        store: office.db.metrics().clone(),
        limits: throttle.metrics().clone(),
        outbound: fetcher.metrics().clone(),
        signatures: keys.metrics().clone(),
    };
    Ok(Arc::new(Services {
        metrics: Metrics::new(counted, now),
        clients: ClientCache::new(&office.db),
        facts: Facts::new(&office.db),
        throttle,
        turns: Turns::default(),
        refusals: Refusals::default(),
        keys,
        sealer: office.sealer,
        remote_jwks: RemoteJwks::new(Arc::clone(&fetcher)),
        logos: Logos::new(fetcher),
        post,
        places,
        device_key: ReadOnce::default(),
        passwords: office.passwords,
        db: office.db,
        clock: plan.clock,
        entropy: plan.entropy,
        config: plan.config,
        issuer: plan.issuer,
        is_dev: plan.is_dev,
        demo,
    }))
}

/// The keys as they are in the store at this moment.
///
/// # Errors
/// When a key does not open under the master key.
pub async fn open_ring(db: &Db, sealer: &Sealer, now: DateTime<Utc>) -> anyhow::Result<Keyring> {
    Ok(Keyring::open(&signing_keys::list(db.reader()).await?, sealer, now)?)
}

/// The operator's brand.
///
/// # Errors
/// When a logo cannot be read or a colour is none.
pub fn brand(config: &Config) -> anyhow::Result<Brand> {
    let brand = &config.brand;
    let picture = |path: &Option<std::path::PathBuf>| {
        let read = path
            .as_ref()
            .map(|path| std::fs::read(path).with_context(|| format!("reading {}", path.display())));
        read.transpose()
    };
    let settings = BrandSettings {
        name: brand.name.clone(),
        accent: brand.accent.map(|colour| colour.to_string()),
        accent_dark: brand.accent_dark.map(|colour| colour.to_string()),
        logo: picture(&brand.logo)?,
        logo_dark: picture(&brand.logo_dark)?,
        policy: brand.privacy_url.as_ref().map(|link| link.as_str().to_owned()),
        terms: brand.terms_url.as_ref().map(|link| link.as_str().to_owned()),
        support: brand.support_url.as_ref().map(|link| link.as_str().to_owned()),
    };
    Ok(Brand::new(&settings)?)
}

fn password_hasher(config: &Config, entropy: &dyn Entropy) -> anyhow::Result<PasswordHasher> {
    let password = &config.password;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cost = Cost {
        memory_kib: password.memory_kib,
        iterations: password.iterations,
        parallelism: password.parallelism,
    };
    let bounds =
        Bounds { at_once: password.side_by_side(cores), queue: password.queue as usize, wait: password.wait };
    PasswordHasher::new(cost, bounds, entropy).context("password: the cost is outside what Argon2 allows")
}

fn fetch_rules(plan: &Plan) -> FetchRules {
    let outbound = &plan.config.outbound;
    let mut rules = if plan.is_dev { FetchRules::dev() } else { FetchRules::default() };
    rules.allow_http |= outbound.allow_http;
    rules.ca_file.clone_from(&outbound.ca_file);
    rules.allow_addresses.extend(&outbound.allow_addresses);
    rules
}

/// The way to the mail server, where one is configured.
///
/// # Errors
/// When a file with authorities holds none.
pub fn post(config: &Config, issuer: &Issuer) -> Result<Option<Post>, PostError> {
    let mail = &config.mail;
    let Some(url) = &mail.url else { return Ok(None) };
    let protection = match mail.tls {
        _ if url.is_wrapped() => Protection::Wrapped,
        MailTls::Required => Protection::StartTls,
        MailTls::Off => Protection::None,
    };
    let server = MailServer {
        host: url.host(),
        port: url.port(),
        protection,
        credentials: url.credentials(),
        ca_file: mail.ca_file.clone(),
        own_name: issuer.host().to_owned(),
    };
    Post::new(&server).map(Some)
}

/// Counts and caches. Several issuers may share one Redis: each has its own prefix. One that is away keeps nobody from
/// starting, since it holds counts alone.
async fn lossy(plan: &Plan, db: &Db) -> anyhow::Result<Arc<dyn Lossy>> {
    let sql = Sql::new(db.clone());
    match &plan.config.redis.url {
        Some(url) => {
            let redis =
                Redis::open(url.expose(), &redis_prefix(plan.issuer.as_str())).context("redis.url")?;
            Ok(Guarded::new(redis, sql, format!("redis.url {url}")).watched().await)
        }
        None => Ok(Arc::new(sql)),
    }
}
