//! Rows of the store: one file per table, no logic.
//!
//! A file holds the row as a sea-orm dense entity and, beside it, one [`tag::Tag`] per column: whose
//! the value is, what it is for, how long it stays, whether it is secret. Export, erasure and the
//! retention report derive from the tags; a test fails on an untagged column.
//!
//! Moments are epoch milliseconds in `BIGINT` columns named `*_at`: both databases compare and index
//! them alike, and no time zone can touch them.
//!
//! **To add a table:** a file here with its `TAGS`, a line below, a line in [`tag::tables`], and a
//! migration of its own.

pub mod audit_checkpoint;
pub mod audit_daily;
pub mod audit_head;
pub mod audit_seal;
pub mod audit_tombstone;
pub mod auth_event;
pub mod auth_event_personal;
pub mod backup_code;
pub mod consent;
pub mod freed_name;
pub mod kept_record;
pub mod lease;
pub mod login_name;
pub mod lossy_record;
pub mod mail;
pub mod mfa_totp;
pub mod oauth_client;
pub mod remembered_device;
pub mod revoked_token;
pub mod role;
pub mod session;
pub mod setting;
pub mod sign_in_place;
pub mod signing_key;
pub mod tag;
pub mod token_family;
pub mod user;
pub mod user_preference;
pub mod user_role;
pub mod webauthn_credential;
