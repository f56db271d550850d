//! The words of the specifications: pure, no IO, no clock, no vendor.
//!
//! Each file is one word with its registered values, citing the section that defines it. A value of
//! such a type cannot be wrong: it is parsed once, at the door.
//!
//! **To add a word:** a file here that imports nothing of ours but its siblings.

pub mod auth_method;
pub mod claims;
pub mod claims_request;
pub mod client_metadata;
pub mod error;
pub mod form;
pub mod grant_type;
pub mod issuer;
pub mod media_type;
pub mod pkce;
pub mod prompt;
pub mod redirect_uri;
pub mod response_mode;
pub mod response_type;
pub mod scope;
pub mod signing_algorithm;
pub mod strict_json;
