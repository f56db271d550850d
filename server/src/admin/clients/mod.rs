//! Registering, changing and removing clients.
//!
//! An answer is that of RFC 7591 section 3.2.1. A secret is in it once, when it is made; what rests is
//! its digest, or the secret sealed where `client_secret_jwt` needs the value.

mod create;
mod identity;
mod merge;
mod remove;
mod revise;
mod secret;

use serde_json::{Map, Value};

use super::{AdminError, Office};
use crate::model::client::Client;
use crate::secret::Secret;
use crate::store::clients;

pub use create::{check, create, put};
pub use remove::delete;
pub use revise::{Given, rotate_secret, set_enabled, update};

/// A client as it now stands, with its secret if it was made or set just now.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// Shown once.
    pub secret: Option<Secret>,
    /// Members that were given and mean nothing here.
    pub ignored: Vec<String>,
}

impl Registered {
    /// The answer of RFC 7591 section 3.2.1, with the secret if there is a new one.
    pub fn answer(&self) -> Value {
        Value::Object(members(&self.client, self.secret.as_ref()))
    }
}

/// The client with this id.
pub async fn find(office: &Office, id: &str) -> Result<Client, AdminError> {
    clients::find(office.db.reader(), id).await?.ok_or_else(|| not_found(id))
}

/// Every client, in the order of their ids.
pub async fn list(office: &Office) -> Result<Vec<Client>, AdminError> {
    Ok(clients::list(office.db.reader()).await?)
}

/// The client as RFC 7591 describes it, without its secret.
pub fn describe(client: &Client) -> Value {
    Value::Object(members(client, None))
}

fn members(client: &Client, secret: Option<&Secret>) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("client_id".to_owned(), client.id.clone().into());
    answer.extend(secret.map(|secret| ("client_secret".to_owned(), secret.expose().into())));
    answer.insert("client_id_issued_at".to_owned(), client.created_at.timestamp().into());
    if client.metadata.token_endpoint_auth_method.has_secret() {
        // It does not expire.
        answer.insert("client_secret_expires_at".to_owned(), 0.into());
    }
    if let Ok(Value::Object(metadata)) = serde_json::to_value(&client.metadata) {
        answer.extend(metadata);
    }
    if let Some(since) = client.disabled_at {
        answer.insert("disabled_at".to_owned(), since.timestamp().into());
    }
    answer
}

fn not_found(id: &str) -> AdminError {
    AdminError::NotFound { what: "client", id: id.to_owned() }
}

#[cfg(test)]
mod tests;
