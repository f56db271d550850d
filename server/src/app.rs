//! What everything below the web stands on: one value, built by `boot`.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;

use crate::authn::password_hash::PasswordHasher;
use crate::client_auth::Refusals;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::ephemeral::throttle::Throttle;
use crate::keys::holder::Keys;
use crate::keys::remote::RemoteJwks;
use crate::outbound::logo::Logos;
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::Db;
use crate::store::client_cache::ClientCache;

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
    /// Durable facts.
    pub db: Db,
    /// Counts tries.
    pub throttle: Throttle,
    /// Clients that are refused for a while.
    pub refusals: Refusals,
    /// Clients, as they were a moment ago.
    pub clients: ClientCache,
    /// Keys that sign and tag.
    pub keys: Keys,
    /// Seals what rests in the store.
    pub sealer: Arc<Sealer>,
    /// Keys of clients behind `jwks_uri`.
    pub remote_jwks: RemoteJwks,
    /// Logos of clients.
    pub logos: Logos,
    /// Hashes passwords.
    pub passwords: Arc<PasswordHasher>,
}

/// The services, shared: what handlers take.
#[derive(Clone, FromRequestParts)]
#[from_request(via(axum::extract::State))]
pub struct App(Arc<Services>);

impl App {
    /// Shares the services.
    pub fn new(services: Services) -> Self {
        Self(Arc::new(services))
    }
}

impl Deref for App {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0
    }
}
