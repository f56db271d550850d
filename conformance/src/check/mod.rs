//! Rules that many modules share. A failed one is a failure of the module that asked.

pub mod access_token;
pub mod callback;
pub mod entropy;
pub mod error_reply;
pub mod id_token;
pub mod introspection;
pub mod metadata;
pub mod redirect;
pub mod token_reply;
