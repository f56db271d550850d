//! The key set that we publish (RFC 7517 section 5), serialised once per keyring.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::secret::digest;

/// The document and its validator.
#[derive(Debug, Clone)]
pub struct Jwks {
    body: Bytes,
    tag: String,
}

impl Jwks {
    /// Serialises public keys.
    pub(super) fn of(keys: &[Map<String, Value>]) -> Self {
        let body = json!({ "keys": keys }).to_string();
        let tag = URL_SAFE_NO_PAD.encode(&digest(body.as_bytes())[..16]);
        Self { body: body.into(), tag }
    }

    /// The JSON document.
    pub fn body(&self) -> Bytes {
        self.body.clone()
    }

    /// A strong entity tag without its quotes: it changes when a key comes or goes.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}
