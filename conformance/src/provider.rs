//! What the provider says about itself.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use url::Url;

use crate::verdict::{Stop, failed, skipped};
use crate::wire::{Ask, Reply, Wire};

/// Where OpenID Connect Discovery 1.0 section 4 puts the metadata.
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";

/// A provider that was discovered.
#[derive(Debug)]
pub struct Provider {
    /// The issuer, as it was asked for.
    pub issuer: String,
    /// Its metadata.
    pub metadata: Value,
    keys: Mutex<Value>,
}

impl Provider {
    /// Reads metadata and keys.
    pub async fn discover(issuer: &str, wire: &Wire) -> Result<Self, Stop> {
        let issuer_without_slash = issuer.strip_suffix('/').unwrap_or(issuer);
        let url = parse(&format!("{issuer_without_slash}{OPENID_CONFIGURATION}"))?;
        let metadata = wire.send(Ask::get(url)).await?.expect(200)?.json()?;
        let provider = Self { issuer: issuer.to_owned(), metadata, keys: Mutex::default() };
        let keys = wire.send(Ask::get(provider.endpoint("jwks_uri")?)).await?.expect(200)?.json()?;
        provider.learn(keys);
        Ok(provider)
    }

    /// The URL of a metadata field that this module cannot do without; a provider that does not have it is skipped.
    pub fn endpoint(&self, name: &str) -> Result<Url, Stop> {
        let value = self.metadata[name].as_str();
        parse(value.ok_or_else(|| skipped(format!("the metadata has no {name}")))?)
    }

    /// Whether a list of the metadata names `value`. A list that is left out has what the specification says it then has
    /// (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2).
    pub fn supports(&self, list: &str, value: &str) -> bool {
        let left_out: &[&str] = match list {
            "grant_types_supported" => &["authorization_code", "implicit"],
            "response_modes_supported" => &["query", "fragment"],
            "token_endpoint_auth_methods_supported" => &["client_secret_basic"],
            _ => &[],
        };
        match self.metadata[list].as_array() {
            Some(listed) => listed.iter().any(|known| known == value),
            None => left_out.contains(&value),
        }
    }

    /// Skips the module unless a list of the metadata names `value`.
    pub fn needs(&self, list: &str, value: &str) -> Result<(), Stop> {
        if self.supports(list, value) {
            Ok(())
        } else {
            Err(skipped(format!("{list} does not name {value}")))
        }
    }

    /// The keys as last read.
    pub fn keys(&self) -> Value {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the keys again.
    pub async fn read_keys(&self, wire: &Wire) -> Result<Reply, Stop> {
        let reply = wire.send(Ask::get(self.endpoint("jwks_uri")?)).await?;
        self.learn(reply.expect(200)?.json()?);
        Ok(reply)
    }

    fn learn(&self, keys: Value) {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
    }
}

fn parse(url: &str) -> Result<Url, Stop> {
    Url::parse(url).map_err(|error| failed(format!("{url} is not a URL: {error}")))
}
