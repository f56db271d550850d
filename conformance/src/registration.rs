//! Clients that are registered for a run (OpenID Connect Dynamic Client Registration 1.0, RFC 7591) where none are given.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::target::Client;
use crate::verdict::{Stop, failed};
use crate::wire::{Ask, Wire};

/// Nobody listens there: the browser stops before it would go.
const REDIRECT_URI: &str = "https://rp.example.com/callback";
const LOGGED_OUT: &str = "https://rp.example.com/logged-out";

/// Registers a client that wants its ID tokens unsigned.
pub async fn unsigned(provider: &Provider, wire: &Wire) -> Result<Client, Stop> {
    let endpoint = provider.endpoint("registration_endpoint")?;
    let metadata = json!({
        "client_name": "conformance unsigned", "redirect_uris": [REDIRECT_URI], "response_types": ["code"],
        "grant_types": ["authorization_code"], "id_token_signed_response_alg": "none",
    });
    let reply = wire.send(Ask::body(endpoint, "application/json", metadata.to_string())).await?;
    reply.expect(201)?;
    serde_json::from_value(reply.json()?)
        .map_err(|error| failed(format!("the registration is not readable: {error}")))
}

/// Registers a client for each role. One that the provider refuses is left out, and what needs it is skipped.
pub async fn register(provider: &Provider, wire: &Wire) -> Result<Vec<Client>, Stop> {
    let endpoint = provider.endpoint("registration_endpoint").map_err(|_| {
        failed("no clients are given, and the provider has no registration_endpoint: give them with --target FILE")
    })?;
    let mut clients = Vec::new();
    for metadata in wanted(provider) {
        let ask = Ask::body(endpoint.clone(), "application/json", metadata.to_string());
        let reply = wire.send(ask).await?;
        if reply.status == 201 {
            let registered = serde_json::from_str(&reply.body);
            clients.push(
                registered.map_err(|error| failed(format!("the registration is not readable: {error}")))?,
            );
        }
    }
    Ok(clients)
}

fn wanted(provider: &Provider) -> Vec<Value> {
    let mut grants = vec!["authorization_code"];
    if provider.supports("grant_types_supported", "refresh_token") {
        grants.push("refresh_token");
    }
    let web = |name: &str, method: &str| {
        json!({
            "client_name": name, "redirect_uris": [REDIRECT_URI], "post_logout_redirect_uris": [LOGGED_OUT],
            "grant_types": grants, "response_types": ["code"], "token_endpoint_auth_method": method,
        })
    };
    vec![
        web("conformance web", "client_secret_basic"),
        web("conformance other", "client_secret_basic"),
        web("conformance secret post", "client_secret_post"),
        web("conformance public", "none"),
        json!({
            "client_name": "conformance service", "redirect_uris": [], "grant_types": ["client_credentials"],
            "response_types": [], "token_endpoint_auth_method": "client_secret_basic",
        }),
    ]
}
