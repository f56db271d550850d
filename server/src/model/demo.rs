//! What `signet dev` seeds, kept in `DATA/demo.json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The demo's clients and people, with their secrets.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Demo {
    /// RFC 7591 metadata with `client_id` and `client_secret`.
    pub clients: Vec<Map<String, Value>>,
    /// The people.
    pub users: Vec<DemoUser>,
}

/// A person of the demo.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DemoUser {
    /// Signs in with this name.
    pub username: String,
    /// And this password; none where another one has been set since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Has these standard claims.
    pub claims: Map<String, Value>,
    /// Digest of the password hash that the password is known to fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fits_hash: Option<String>,
}

impl Demo {
    /// The client with this id.
    pub fn client(&self, id: &str) -> Option<&Map<String, Value>> {
        self.clients.iter().find(|client| client.get("client_id").and_then(Value::as_str) == Some(id))
    }
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Demo(..)")
    }
}
