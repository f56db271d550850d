//! Attacks, a theme a file. Each test names the row it holds and walks all variants of it; what holds after every
//! refusal is in `support::attack`.
//!
//! **To add a row:** a test whose comment begins with its name, a table of variants, and a [`Watch`] over the server.
//!
//! [`Watch`]: crate::support::attack::Watch

mod redirect_uri;
