//! Rules that many modules share. A failed one is a failure of the module that asked.

pub mod access_token;
pub mod address;
pub mod callback;
pub mod claims;
pub mod entropy;
pub mod error_reply;
pub mod flow;
pub mod id_token;
pub mod introspection;
pub mod logout;
pub mod metadata;
pub mod metadata_names;
pub mod redirect;
pub mod request_object;
mod shown;
pub mod token_reply;
pub mod userinfo;

pub use shown::shown;
