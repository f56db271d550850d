//! Durable facts: the database, and one file of plain functions per noun.
//!
//! What lives here: the connection ([`Db`]), the only way to write ([`Db::write`]), the news of
//! what was written ([`changes`]), the upkeep of the files ([`maintenance`]), and for each noun a
//! file of functions that turn rows into values of `model`. It may import `model`, `protocol`,
//! `clock`, `entropy`, `secret` and `config`; sea-orm is spoken here and in `ephemeral` only.
//!
//! To add a noun: its entity in the crate `entity`, a migration, and a file here whose functions
//! take `(db: &impl ConnectionTrait, ..)`, so that they run on `db.reader()` and inside a write
//! alike. A row that does not parse is [`StoreError::Corrupt`]. A race is decided by one
//! conditional statement whose affected rows are looked at; a function that others cache the
//! result of takes the [`Transaction`] and announces the change.

pub mod audit_daily;
pub mod audit_digest;
pub mod audit_pages;
pub mod audit_retention;
pub mod audit_seals;
pub mod audit_statements;
pub mod auth_events;
pub mod away;
pub mod backup;
pub mod backup_codes;
pub mod changes;
pub mod client_cache;
pub mod clients;
pub mod connect;
pub mod consents;
pub mod error;
pub mod factors;
pub mod facts;
pub mod file;
pub mod freed_names;
pub mod inspection;
pub mod leases;
pub mod mails;
pub mod maintenance;
pub mod partitions;
pub mod passkeys;
pub mod personal;
pub mod preferences;
pub mod rehearsal;
pub mod remembered_devices;
pub mod replacing;
pub mod revoked_tokens;
pub mod roles;
pub mod schema;
pub mod sessions;
pub mod settings;
pub mod sign_in_places;
pub mod signing_keys;
pub mod statements;
pub mod sweeping;
pub mod token_families;
pub mod totp;
pub mod users;
pub mod write;

mod fact_cache;
mod group_commit;
mod layout;
mod listener;
mod pool;
mod postgres;
mod reach;
mod reader;
mod sqlite;
mod transaction;
mod workers;

#[cfg(test)]
pub(crate) mod testing;

pub use connect::{Db, DbOptions};
pub use error::StoreError;
pub use reader::Reader;
pub use sea_orm::ConnectionTrait;
pub use transaction::Transaction;
