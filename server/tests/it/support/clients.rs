//! The clients that every test knows, with their secrets.

use serde_json::{Value, json};

pub const WEB: (&str, Option<&str>) = ("web", Some("web-secret-with-plenty-of-characters-0123456789"));
pub const PARTNER: (&str, Option<&str>) = ("partner", Some("partner-secret-with-plenty-of-characters-0123"));
pub const SPA: (&str, Option<&str>) = ("spa", None);
pub const SERVICE: (&str, Option<&str>) = ("service", Some("service-secret-with-plenty-of-characters-0123"));
pub const API: (&str, Option<&str>) = ("api", Some("api-secret-with-plenty-of-characters-0123456789"));

/// What each was registered with.
pub fn standard_clients() -> Vec<Value> {
    let code = json!(["authorization_code", "refresh_token"]);
    vec![
        json!({
            "client_id": WEB.0, "client_secret": WEB.1, "client_name": "Notes", "first_party": true,
            "redirect_uris": ["https://rp.test/cb", "https://rp.test/cb2?tenant=1"], "grant_types": code,
            "post_logout_redirect_uris": ["https://rp.test/bye"],
        }),
        json!({
            "client_id": PARTNER.0, "client_secret": PARTNER.1, "client_name": "Partner", "grant_types": code,
            "redirect_uris": ["https://partner.test/cb"],
            "post_logout_redirect_uris": ["https://partner.test/bye"],
        }),
        json!({
            "client_id": SPA.0, "client_name": "Single page", "first_party": true, "grant_types": code,
            "token_endpoint_auth_method": "none", "redirect_uris": ["https://spa.test/cb"],
        }),
        json!({
            "client_id": SERVICE.0, "client_secret": SERVICE.1, "grant_types": ["client_credentials"],
            "response_types": [], "scope": "authz:check credentials:read",
        }),
        json!({
            "client_id": API.0, "client_secret": API.1, "grant_types": ["client_credentials"],
            "response_types": [], "scope": "nothing", "serves": ["https://api.test"],
        }),
    ]
}
