//! What everything below the web stands on: one value, built by `boot`.

use std::sync::Arc;

use crate::authn::password_hash::PasswordHasher;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::ephemeral::refusals::Refusals;
use crate::ephemeral::throttle::Throttle;
use crate::ephemeral::turns::Turns;
use crate::keys::holder::Keys;
use crate::keys::remote::RemoteJwks;
use crate::metrics::Metrics;
use crate::model::demo::Demo;
use crate::outbound::logo::Logos;
use crate::outbound::smtp::Post;
use crate::places::Places;
use crate::protocol::issuer::Issuer;
use crate::sealing::read_once::ReadOnce;
use crate::sealing::sealer::Sealer;
use crate::store::Db;
use crate::store::client_cache::ClientCache;
use crate::store::facts::Facts;

/// The services a use case may ask for.
pub struct Services {
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// What the operator wants.
    pub config: Config,
    /// Who we are: the configured issuer, or what `dev` derived from its port.
    pub issuer: Issuer,
    /// Whether this is `signet dev`.
    pub is_dev: bool,
    /// What `signet dev` seeded: its secrets, for its own demo pages.
    pub demo: Option<Demo>,
    /// What an operator watches.
    pub metrics: Metrics,
    /// Durable facts.
    pub db: Db,
    /// Counts tries.
    pub throttle: Throttle,
    /// Attempts on one account wait for each other.
    pub turns: Turns,
    /// Clients that are refused for a while.
    pub refusals: Refusals,
    /// Clients, as they were a moment ago.
    pub clients: ClientCache,
    /// What decides whether somebody is signed in and a token counts, as it was a moment ago.
    pub facts: Facts,
    /// Keys that sign and tag.
    pub keys: Keys,
    /// Seals what rests in the store.
    pub sealer: Arc<Sealer>,
    /// Keys of clients behind `jwks_uri`.
    pub remote_jwks: RemoteJwks,
    /// Logos of clients.
    pub logos: Logos,
    /// Takes mails to the mail server, where there is one.
    pub post: Option<Post>,
    /// From where in the world an address is.
    pub places: Places,
    /// What makes a device known is hashed under it.
    pub device_key: ReadOnce,
    /// Hashes passwords.
    pub passwords: Arc<PasswordHasher>,
}
