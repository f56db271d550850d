//! Attacks, a theme a file. Each test names the row it holds and walks all variants of it; what holds after every
//! refusal is in `support::attack`.
//!
//! **To add a row:** a test whose comment begins with its name, a table of variants, and a [`Watch`] over the server.
//!
//! [`Watch`]: crate::support::attack::Watch

mod authorize_parameters;
mod authorize_requests;
mod consent;
mod introspection;
mod pages;
mod parked_requests;
mod redirect_uri;
mod revocation;
mod sessions;
mod userinfo;
