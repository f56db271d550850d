//! The demo clients.

use anyhow::bail;
use serde_json::{Map, Value, json};

use crate::admin::{self, Office};
use crate::model::client::DEMO_APP;
use crate::model::demo::Demo;
use crate::protocol::issuer::Issuer;

/// What they are, with this issuer.
pub(super) fn clients(issuer: &Issuer) -> Vec<Map<String, Value>> {
    let callback = issuer.join("/dev/callback");
    let home = issuer.join("/");
    let grants = json!(["authorization_code", "refresh_token"]);
    let list = json!([
        {
            "client_id": DEMO_APP, "client_name": "Demo app", "application_type": "native",
            "token_endpoint_auth_method": "none", "first_party": true, "grant_types": grants,
            "audience": ["demo-service"],
            "redirect_uris": ["http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback"],
        },
        {
            "client_id": "demo-web", "client_name": "Demo web", "first_party": true, "grant_types": grants,
            "redirect_uris": [callback], "post_logout_redirect_uris": [home],
        },
        {
            "client_id": "demo-partner", "client_name": "Demo partner", "grant_types": grants,
            "redirect_uris": [callback], "post_logout_redirect_uris": [home],
        },
        {
            "client_id": "demo-service", "client_name": "Demo service", "grant_types": ["client_credentials"],
            "response_types": [], "scope": "authz:check",
        },
    ]);
    let objects = list.as_array().cloned().unwrap_or_default().into_iter();
    objects.filter_map(|client| client.as_object().cloned()).collect()
}

/// Registers one, or makes it what it should be; a secret that is kept stays.
pub(super) async fn put_client(
    office: &Office,
    mut metadata: Map<String, Value>,
    kept: Option<&Demo>,
) -> anyhow::Result<Map<String, Value>> {
    let method = metadata.get("token_endpoint_auth_method").and_then(Value::as_str);
    let has_secret = method.is_none_or(|method| method.starts_with("client_secret_"));
    if has_secret && !metadata.contains_key("client_secret") {
        let id = metadata.get("client_id").and_then(Value::as_str).unwrap_or_default();
        let known = kept.and_then(|kept| kept.client(id)?.get("client_secret").cloned());
        let secret = known.unwrap_or_else(|| office.entropy.token().into());
        metadata.insert("client_secret".to_owned(), secret);
    }
    let registered = admin::clients::put(office, &metadata).await?;
    let Value::Object(mut answer) = registered.answer() else { bail!("a registration is not an object") };
    if let Some(secret) = metadata.remove("client_secret") {
        answer.insert("client_secret".to_owned(), secret);
    }
    Ok(answer)
}
