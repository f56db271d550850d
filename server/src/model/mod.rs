//! Our nouns. State is an enum that carries its data; nothing here does IO.
//!
//! May import `protocol`. **To add a noun:** a file here; its row lives in `entity`, and
//! `store` turns one into the other.

pub mod access_token;
pub mod audit_event;
pub mod audit_seal;
pub mod audit_statement;
pub mod authentication;
pub mod claim_kind;
pub mod client;
pub mod consent;
pub mod demo;
pub mod entitlement;
pub mod factor;
pub mod interaction;
pub mod mail;
pub mod place;
pub mod preferences;
pub mod session;
pub mod signing_key;
pub mod token_family;
pub mod topic;
pub mod user;
