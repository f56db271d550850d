//! Rules that many modules share. A failed one is a failure of the module that asked.

pub mod callback;
pub mod entropy;
pub mod error_reply;
pub mod id_token;
pub mod token_reply;
