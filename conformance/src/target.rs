//! What is tested: an issuer, clients that may use it, a person who may sign in.
//!
//! Written down as JSON: `{"issuer", "clients": [client metadata of RFC 7591 with client_id and client_secret], "users":
//! [{"username", "password"}]}`. A provider that can print this when it is started for tests needs no other set-up.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A client's metadata (RFC 7591 section 2), as far as it matters here.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Client {
    /// Its identifier.
    pub client_id: String,
    /// Its secret, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// `client_secret_basic` where nothing is said.
    #[serde(default = "client_secret_basic")]
    pub token_endpoint_auth_method: String,
    /// Where it may be sent back to; the first is used.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where it may be sent after signing out; the first is used.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// `authorization_code` where nothing is said.
    #[serde(default = "authorization_code")]
    pub grant_types: Vec<String>,
    /// The scopes it may ask for; all, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Client {
    /// Whether it may use a grant.
    pub fn may(&self, grant: &str) -> bool {
        self.grant_types.iter().any(|known| known == grant)
    }

    /// Whether it keeps a secret.
    pub fn is_confidential(&self) -> bool {
        self.token_endpoint_auth_method != "none"
    }
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// What they type.
    pub username: String,
    /// Their password.
    pub password: String,
    /// What the provider knows about them, where it is told: modules then compare.
    #[serde(default)]
    pub claims: Map<String, Value>,
}

/// Everything a run needs.
#[derive(Debug, Clone, Deserialize)]
pub struct Target {
    /// The issuer identifier.
    pub issuer: String,
    /// Clients; where there are none, they are registered.
    #[serde(default)]
    pub clients: Vec<Client>,
    /// People; the one with most claims signs in.
    #[serde(default)]
    pub users: Vec<User>,
}

/// What a module needs a client for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A web application: authorization code, `client_secret_basic`.
    Web,
    /// Another one, which must not be able to use what was given to the first.
    Other,
    /// A web application with `client_secret_post`.
    SecretPost,
    /// An application without a secret.
    Public,
    /// A service: client credentials.
    Service,
}

impl Role {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Web, Self::Other, Self::SecretPost, Self::Public, Self::Service];

    /// As a person calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "a web client with client_secret_basic",
            Self::Other => "a second confidential web client",
            Self::SecretPost => "a web client with client_secret_post",
            Self::Public => "a public client (token_endpoint_auth_method none)",
            Self::Service => "a client with the grant client_credentials",
        }
    }
}

impl Target {
    /// The client for a role, if there is one.
    pub fn client(&self, role: Role) -> Option<&Client> {
        let by_method =
            |method: &'static str| self.web().find(move |one| one.token_endpoint_auth_method == method);
        let web = || by_method("client_secret_basic");
        match role {
            Role::Web => web(),
            Role::SecretPost => by_method("client_secret_post"),
            Role::Public => by_method("none"),
            Role::Other => {
                let first = web()?;
                self.web().find(|one| one.client_id != first.client_id && one.is_confidential())
            }
            Role::Service => self.clients.iter().find(|one| one.may("client_credentials")),
        }
    }

    /// The person who signs in: the one about whom most is known.
    pub fn user(&self) -> Option<&User> {
        self.users.iter().rev().max_by_key(|user| user.claims.len())
    }

    fn web(&self) -> impl Iterator<Item = &Client> {
        self.clients.iter().filter(|one| one.may("authorization_code") && !one.redirect_uris.is_empty())
    }
}

fn client_secret_basic() -> String {
    "client_secret_basic".to_owned()
}

fn authorization_code() -> Vec<String> {
    vec!["authorization_code".to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_by_what_clients_say_of_themselves() {
        let target: Target = serde_json::from_value(serde_json::json!({
            "issuer": "https://op.example", "pid": 7,
            "clients": [
                {"client_id": "app", "token_endpoint_auth_method": "none", "redirect_uris": ["http://127.0.0.1/cb"]},
                {"client_id": "web", "client_secret": "s", "redirect_uris": ["https://web.example/cb"]},
                {"client_id": "svc", "client_secret": "s", "grant_types": ["client_credentials"]},
                {"client_id": "partner", "client_secret": "s", "redirect_uris": ["https://partner.example/cb"]},
            ],
            "users": [{"username": "ada", "password": "p", "claims": {"name": "Ada", "email": "a@b.c"}}, {"username": "bob", "password": "p"}],
        }))
        .unwrap();
        let id = |role| target.client(role).map(|one| one.client_id.as_str());
        assert_eq!(id(Role::Web), Some("web"));
        assert_eq!(id(Role::Other), Some("partner"));
        assert_eq!(id(Role::Public), Some("app"));
        assert_eq!(id(Role::Service), Some("svc"));
        assert_eq!(id(Role::SecretPost), None);
        assert_eq!(target.user().unwrap().username, "ada");
    }
}
