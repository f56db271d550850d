//! Attacks, a theme a file. Each test names the row it holds and walks all variants of it; what holds after every
//! refusal is in `support::attack`.
//!
//! **To add a row:** a test whose comment begins with its name, a table of variants, and a [`Watch`] over the server.
//!
//! [`Watch`]: crate::support::attack::Watch

mod assertions;
mod authorize_parameters;
mod authorize_requests;
mod client_limits;
mod clients;
mod codes;
mod consent;
mod forms;
mod guesses;
mod http2;
mod http_limits;
mod http_messages;
mod http_routes;
mod introspection;
mod jwts;
mod logout;
mod pages;
mod parked_requests;
mod redirect_uri;
mod refresh;
mod revocation;
mod sessions;
mod states;
mod tls;
mod token_requests;
mod userinfo;
