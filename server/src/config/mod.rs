//! The configuration: `config/default.toml`, then a file, then the environment, then flags.
//!
//! One section per file, each with the struct of its keys, how they are read, and what they must
//! agree on. [`value`] holds the types of single values, `reading` the way from sources to values,
//! `checks` what a command needs beyond that. May import `protocol`, `model` and `secret`.
//!
//! To add a key: a line with a comment in `config/default.toml`, a field in its section's struct
//! and its `values.read`. To add a section: a file like the others, a field in [`Config`], a line
//! in `read`. A test holds `default.toml` and the structs together.

mod accounts;
mod audit;
mod brand;
mod checks;
mod database;
mod geoip;
mod keys;
mod limits;
mod log;
mod mail;
mod mfa;
mod otlp;
mod outbound;
mod password;
mod reading;
mod redis;
mod risk;
mod sealing;
mod security_txt;
mod server;
mod sessions;
mod tokens;
pub mod value;

use self::reading::Values;
use self::value::DatabaseUrl;

pub use accounts::Accounts;
pub use audit::Audit;
pub use brand::Brand;
pub use database::Database;
pub use geoip::GeoIp;
pub use keys::Keys;
pub use limits::Limits;
pub use log::Log;
pub use mail::Mail;
pub use mfa::Mfa;
pub use otlp::Otlp;
pub use outbound::Outbound;
pub use password::Password;
pub use reading::{ConfigErrors, Effective, Flag, Origin, Problem, Sources, default_of, process_environment};
pub use redis::Redis;
pub use risk::Risk;
pub use sealing::Sealing;
pub use security_txt::SecurityTxt;
pub use server::{Server, TlsFiles};
pub use sessions::Sessions;
pub use tokens::Tokens;

/// The whole configuration. Every value is right by itself, and with the others of its section.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[server]`
    pub server: Server,
    /// `[database]`
    pub database: Database,
    /// `[redis]`
    pub redis: Redis,
    /// `[sealing]`
    pub sealing: Sealing,
    /// `[tokens]`
    pub tokens: Tokens,
    /// `[sessions]`
    pub sessions: Sessions,
    /// `[keys]`
    pub keys: Keys,
    /// `[outbound]`
    pub outbound: Outbound,
    /// `[mail]`
    pub mail: Mail,
    /// `[accounts]`
    pub accounts: Accounts,
    /// `[limits]`
    pub limits: Limits,
    /// `[password]`
    pub password: Password,
    /// `[mfa]`
    pub mfa: Mfa,
    /// `[risk]`
    pub risk: Risk,
    /// `[geoip]`
    pub geoip: GeoIp,
    /// `[audit]`
    pub audit: Audit,
    /// `[brand]`
    pub brand: Brand,
    /// `[security_txt]`
    pub security_txt: SecurityTxt,
    /// `[log]`
    pub log: Log,
    /// `[otlp]`
    pub otlp: Otlp,
    effective: Vec<Effective>,
}

/// What a command needs of a configuration beyond its being right: the problems that it finds.
pub type Check = fn(&Config) -> Vec<Problem>;

/// Reads the configuration from all its sources, or says all that is wrong with it.
pub fn load(sources: &Sources) -> Result<Config, ConfigErrors> {
    load_checked(sources, &[])
}

/// The same, held to `checks` too, so that their problems are told together with the others. A key that was refused
/// already is told once: what stands in for it is nobody's choice.
pub fn load_checked(sources: &Sources, checks: &[Check]) -> Result<Config, ConfigErrors> {
    let mut values = Values::gather(sources);
    let config = read(&mut values);
    let (effective, mut problems) = values.finish();
    let config = Config { effective, ..config };
    // A file that could not be read may hold what is missing.
    let is_whole = problems.iter().all(|problem| !problem.key.is_empty());
    for found in checks.iter().flat_map(|check| check(&config)) {
        let is_known = is_whole || found.origin.is_some();
        let is_in_force = found.origin.as_ref().is_some_and(|origin| *origin != Origin::Default);
        let is_told = problems.iter().any(|problem| problem.key == found.key);
        if is_known && (!is_told || is_in_force) && !problems.contains(&found) {
            problems.push(found);
        }
    }
    ConfigErrors::none_or(problems, config)
}

/// The form of the log that these sources ask for, however wrong the rest of them is.
pub fn log_format(sources: &Sources) -> Option<value::LogFormat> {
    Log::read(&mut Values::gather(sources)).format
}

fn read(values: &mut Values) -> Config {
    Config {
        server: Server::read(values),
        database: Database::read(values),
        redis: Redis::read(values),
        sealing: Sealing::read(values),
        tokens: Tokens::read(values),
        sessions: Sessions::read(values),
        keys: Keys::read(values),
        outbound: Outbound::read(values),
        mail: Mail::read(values),
        accounts: Accounts::read(values),
        limits: Limits::read(values),
        password: Password::read(values),
        mfa: Mfa::read(values),
        risk: Risk::read(values),
        geoip: GeoIp::read(values),
        audit: Audit::read(values),
        brand: Brand::read(values),
        security_txt: SecurityTxt::read(values),
        log: Log::read(values),
        otlp: Otlp::read(values),
        effective: Vec::new(),
    }
}

impl Config {
    /// Every key with its value and where it was set, in the order of `default.toml`; secrets are
    /// hidden.
    pub fn describe(&self) -> &[Effective] {
        &self.effective
    }

    /// Whether nobody set `key`.
    pub fn is_default(&self, key: &str) -> bool {
        self.origin(key).is_none_or(|origin| origin == Origin::Default)
    }

    /// Where `key` was set.
    pub fn origin(&self, key: &str) -> Option<Origin> {
        let effective = self.effective.iter().find(|effective| effective.key == key);
        effective.map(|effective| effective.origin.clone())
    }

    /// A problem with what `key` says, told where it was set.
    pub fn wrong(&self, key: &str, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(key), key: key.to_owned(), message: message.into() }
    }

    /// The database in use as a message names it: by the key that chose it, its password left out.
    pub fn database_named(&self) -> String {
        let key = if self.database.url.is_some() { "database.url" } else { "server.data" };
        format!("{key}: {}", self.database_url())
    }

    /// The database in use: the configured one, else the SQLite file in the data directory.
    pub fn database_url(&self) -> DatabaseUrl {
        let in_data = || DatabaseUrl::sqlite_file(&self.server.data.join("signet.db"));
        self.database.url.clone().unwrap_or_else(in_data)
    }
}

#[cfg(test)]
mod tests;
