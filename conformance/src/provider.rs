//! What the provider says about itself.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use url::Url;

use crate::verdict::{Stop, failed, skipped};
use crate::wire::{Ask, Reply, Wire};

/// Where OpenID Connect Discovery 1.0 section 4 puts the metadata.
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";

/// How much is told of what came instead of a document.
const FIRST_LINE: usize = 80;

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
        let metadata = document(&wire.send(Ask::get(url)).await?)?;
        let provider = Self { issuer: issuer.to_owned(), metadata, keys: Mutex::default() };
        let keys = document(&wire.send(Ask::get(provider.endpoint("jwks_uri")?)).await?)?;
        provider.learn(keys);
        Ok(provider)
    }

    /// Fails where the metadata are another issuer's, were it by a slash or a name of the same machine: no token would
    /// be right (OpenID Connect Discovery 1.0 section 4.3).
    pub fn is_who_was_asked(&self) -> Result<(), Stop> {
        match self.metadata["issuer"].as_str() {
            Some(told) if told != self.issuer => Err(failed(format!(
                "the issuer that was asked for is {}, the metadata there say {told}: they have to be the same, letter for letter",
                self.issuer
            ))),
            _ => Ok(()),
        }
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

/// The JSON of a reply; what came instead is told in a line, for it may be a whole page.
fn document(reply: &Reply) -> Result<Value, Stop> {
    if reply.status == 200 {
        return reply.json();
    }
    let first = reply.body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("an empty body");
    let first: String = first.chars().take(FIRST_LINE).collect();
    let kind = Some(reply.media_type()).filter(|kind| !kind.is_empty());
    let kind = kind.unwrap_or_else(|| "no content type".to_owned());
    let (url, status) = (&reply.url, reply.status);
    Err(failed(format!("expected status 200 from {url}, got {status} ({kind}): {first}")))
}

fn parse(url: &str) -> Result<Url, Stop> {
    Url::parse(url).map_err(|error| failed(format!("{url} is not a URL: {error}")))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "text/html; charset=utf-8".parse().unwrap());
        let url = Url::parse("https://op.example/.well-known/openid-configuration").unwrap();
        Reply { url, status, headers, body: body.to_owned() }
    }

    #[test]
    fn a_page_in_place_of_metadata_is_told_in_a_line() {
        let stop = document(&reply(404, "\n<!doctype html>\n<html>")).unwrap_err().to_string();
        assert!(stop.ends_with("got 404 (text/html): <!doctype html>"), "{stop}");
    }

    #[test]
    fn an_issuer_that_differs_by_a_slash_is_another() {
        let provider = |told: Value| {
            let issuer = "https://op.example".to_owned();
            Provider { issuer, metadata: serde_json::json!({ "issuer": told }), keys: Mutex::default() }
        };
        assert!(provider("https://op.example".into()).is_who_was_asked().is_ok());
        assert!(provider(Value::Null).is_who_was_asked().is_ok(), "config/issuer tells");
        let stop = provider("https://op.example/".into()).is_who_was_asked().unwrap_err().to_string();
        assert!(stop.contains("https://op.example, ") && stop.contains("https://op.example/:"), "{stop}");
    }
}
