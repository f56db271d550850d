//! The configuration: `config/default.toml`, then a file, then the environment, then flags.
//!
//! One section per file, each with the struct of its keys, how they are read, and what they must
//! agree on. [`value`] holds the types of single values, `reading` the way from sources to values,
//! `checks` what a command needs beyond that. May import `protocol`, `model` and `secret`.
//!
//! To add a key: a line with a comment in `config/default.toml`, a field in its section's struct
//! and its `values.read`. To add a section: a file like the others, a field in [`Config`], a line
//! in [`load`]. A test holds `default.toml` and the structs together.

mod brand;
mod checks;
mod database;
mod keys;
mod limits;
mod log;
mod outbound;
mod password;
mod reading;
mod redis;
mod sealing;
mod security_txt;
mod server;
mod sessions;
mod tokens;
pub mod value;

use self::reading::Values;
use self::value::DatabaseUrl;

pub use brand::Brand;
pub use database::Database;
pub use keys::Keys;
pub use limits::Limits;
pub use log::Log;
pub use outbound::Outbound;
pub use password::Password;
pub use reading::{ConfigErrors, Effective, Flag, Origin, Problem, Sources, process_environment};
pub use redis::Redis;
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
    /// `[limits]`
    pub limits: Limits,
    /// `[password]`
    pub password: Password,
    /// `[brand]`
    pub brand: Brand,
    /// `[security_txt]`
    pub security_txt: SecurityTxt,
    /// `[log]`
    pub log: Log,
    effective: Vec<Effective>,
}

/// Reads the configuration from all its sources, or says all that is wrong with it.
pub fn load(sources: &Sources) -> Result<Config, ConfigErrors> {
    let mut values = Values::gather(sources);
    let config = Config {
        server: Server::read(&mut values),
        database: Database::read(&mut values),
        redis: Redis::read(&mut values),
        sealing: Sealing::read(&mut values),
        tokens: Tokens::read(&mut values),
        sessions: Sessions::read(&mut values),
        keys: Keys::read(&mut values),
        outbound: Outbound::read(&mut values),
        limits: Limits::read(&mut values),
        password: Password::read(&mut values),
        brand: Brand::read(&mut values),
        security_txt: SecurityTxt::read(&mut values),
        log: Log::read(&mut values),
        effective: Vec::new(),
    };
    let (config, effective) = values.finish(config)?;
    Ok(Config { effective, ..config })
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

    fn origin(&self, key: &str) -> Option<Origin> {
        let effective = self.effective.iter().find(|effective| effective.key == key);
        effective.map(|effective| effective.origin.clone())
    }

    /// The database in use: the configured one, else the SQLite file in the data directory.
    pub fn database_url(&self) -> DatabaseUrl {
        let in_data = || DatabaseUrl::sqlite_file(&self.server.data.join("signet.db"));
        self.database.url.clone().unwrap_or_else(in_data)
    }
}

#[cfg(test)]
mod tests;
