//! What the mock remembers.

use std::collections::{HashMap, HashSet};

use chrono::Utc;
use serde::Deserialize;

/// How long a code lives, in seconds.
pub(super) const CODE_LIFE: i64 = 60;
/// How long an access token lives, in seconds.
pub(super) const ACCESS_TOKEN_LIFE: i64 = 300;

#[derive(Default)]
pub(super) struct Store {
    pub(super) clients: HashMap<String, Client>,
    /// Cookie to session.
    pub(super) sessions: HashMap<String, Session>,
    /// Requests that somebody has to sign in for, or to agree to.
    pub(super) waiting: HashMap<String, Waiting>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) access_tokens: HashMap<String, AccessToken>,
    pub(super) refresh_tokens: HashMap<String, Grant>,
    /// Clients that somebody has agreed to.
    pub(super) agreed: HashSet<String>,
    /// Codes and refresh tokens that were used.
    pub(super) used: HashSet<String>,
    /// Tokens and chains that were revoked.
    pub(super) dead: HashSet<String>,
    counter: u64,
}

/// A request that waits, and the cookie of the browser it waits for.
pub(super) struct Waiting {
    pub(super) request: Request,
    pub(super) browser: String,
}

/// A client (RFC 7591 section 2).
#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are RFC 7591's")]
pub(super) struct Client {
    #[serde(default)]
    pub(super) client_id: String,
    #[serde(default)]
    pub(super) client_secret: Option<String>,
    #[serde(default = "client_secret_basic")]
    pub(super) token_endpoint_auth_method: String,
    #[serde(default)]
    pub(super) redirect_uris: Vec<String>,
    #[serde(default)]
    pub(super) post_logout_redirect_uris: Vec<String>,
    #[serde(default = "authorization_code")]
    pub(super) grant_types: Vec<String>,
    #[serde(default)]
    pub(super) application_type: Option<String>,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) subject: String,
    pub(super) auth_time: i64,
}

/// Where an authorization response goes, and how.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) mode: String,
    /// Only where the provider is wrong.
    pub(super) told_issuer: Option<String>,
}

/// An authorization request that was found right.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) destination: Destination,
    pub(super) client_id: String,
    /// Only where the provider is wrong.
    pub(super) is_implicit: bool,
    pub(super) scope: Vec<String>,
    pub(super) nonce: Option<String>,
    /// The first of the `acr_values`: the mock is as sure as one likes.
    pub(super) acr: Option<String>,
    /// Method and challenge.
    pub(super) challenge: Option<(String, String)>,
    pub(super) prompt: Vec<String>,
    pub(super) max_age: Option<i64>,
    pub(super) hint: Option<String>,
    /// Claims asked for by name, of userinfo and of the ID token.
    pub(super) claims: [Vec<String>; 2],
}

/// What somebody agreed to.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    /// Everything that came from one code has the same.
    pub(super) chain: String,
    pub(super) request: Request,
    pub(super) session: Session,
}

#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) ends: i64,
}

#[derive(Debug, Clone)]
pub(super) struct AccessToken {
    pub(super) chain: String,
    pub(super) client_id: String,
    /// Nobody, for client credentials.
    pub(super) subject: Option<String>,
    pub(super) scope: Vec<String>,
    pub(super) claims: Vec<String>,
    pub(super) issued: i64,
}

impl Store {
    /// An access token that is good now.
    pub(super) fn access_token(&self, token: &str) -> Option<&AccessToken> {
        let found = self.access_tokens.get(token)?;
        let is_alive = self.lives(token, &found.chain) && now() < found.issued + ACCESS_TOKEN_LIFE;
        is_alive.then_some(found)
    }

    /// Whether neither a token nor its chain was revoked.
    pub(super) fn lives(&self, token: &str, chain: &str) -> bool {
        !self.dead.contains(token) && !self.dead.contains(chain)
    }

    /// The next number.
    pub(super) fn count(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    Utc::now().timestamp()
}

fn client_secret_basic() -> String {
    "client_secret_basic".to_owned()
}

fn authorization_code() -> Vec<String> {
    vec!["authorization_code".to_owned()]
}
