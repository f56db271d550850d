//! Attacks, a theme a file. Each test names the row it holds and walks all variants of it; what holds after every
//! refusal is in `support::attack`.
//!
//! **To add a row:** a test whose comment begins with its name, a table of variants, and a [`Watch`] over the server.
//!
//! [`Watch`]: crate::support::attack::Watch

mod assertions;
mod clients;
mod codes;
mod http2;
mod http_limits;
mod http_messages;
mod http_routes;
mod jwts;
mod logout;
mod redirect_uri;
mod refresh;
mod tls;
mod token_requests;
