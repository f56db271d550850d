//! What leaves us. Every URL that somebody else chose (`jwks_uri`, `request_uri`, `logo_uri`, a
//! sector identifier, an upstream provider) is read here, under one policy: https, an address that
//! is public or was allowed by name, no redirects, little time, little memory, one error text.
//!
//! | file | holds |
//! | --- | --- |
//! | `address` | which addresses are public, or allowed by an operator besides |
//! | `target` | which URLs may be asked for at all, judged without the network |
//! | `lookup` | names to addresses; only checked addresses reach the connector |
//! | `lanes` | how many requests run at once, in all and towards one host |
//! | `fetch` | the one HTTP client |
//! | `fetch_error` | one public text, and the private cause for our log |
//! | `single_flight` | answers kept for a while, however many ask at once |
//! | `logo` | images of clients, told by their bytes |
//! | `smtp` | mails, to the operator's mail server |
//! | `probe` | our own public address as the world sees it, `certificate` what is read of what it shows |
//!
//! May import: `config`'s values, `secret` and the floors below. reqwest is named in this room alone, so that no
//! request can be sent around the policy; `probe` asks where an operator says, and no server of ours uses it. To read
//! a new kind of document, call [`fetch::Fetcher::read`] with a closure that judges it: what the closure refuses then looks like every other failure. Keep
//! what is asked for often in a [`single_flight::SingleFlight`].

pub mod address;
pub mod certificate;
pub mod fetch;
pub mod fetch_error;
mod lanes;
pub mod logo;
pub mod lookup;
#[cfg(test)]
pub(crate) mod peer;
pub mod probe;
pub mod single_flight;
pub mod smtp;
mod target;
