//! What the mock says about itself (OpenID Connect Discovery 1.0, RFC 8414), and how clients are registered (RFC 7591).

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use url::Url;

use super::fault::{Fault, MetadataFault};
use super::keys::random;
use super::liberty::Liberty;
use super::store::{Client, now};
use super::{Op, SCOPES, person};

/// What a provider need not have, nor say.
const OPTIONAL: [&str; 12] = [
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "end_session_endpoint",
    "grant_types_supported",
    "response_modes_supported",
    "prompt_values_supported",
    "claims_parameter_supported",
    "request_parameter_supported",
    "token_endpoint_auth_methods_supported",
    "authorization_response_iss_parameter_supported",
];

/// How clients authenticate.
const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

pub(super) fn routes() -> Router<Arc<Op>> {
    Router::new()
        .route("/.well-known/openid-configuration", get(openid))
        .route("/jwks", get(jwks))
        .route("/register", post(register))
}

/// RFC 8414 section 3.1 puts the path of the issuer behind the well-known one.
pub(super) fn oauth_routes(path: &str) -> Router<Arc<Op>> {
    Router::new().route(&format!("/.well-known/oauth-authorization-server{path}"), get(oauth))
}

async fn jwks(State(op): State<Arc<Op>>) -> Json<Value> {
    Json(op.keys.published(op.fault))
}

async fn openid(State(op): State<Arc<Op>>) -> Response {
    document(&op, &metadata(&op))
}

async fn oauth(State(op): State<Arc<Op>>) -> Response {
    let mut metadata = metadata(&op);
    if op.has(MetadataFault::TwoMetadata) {
        metadata["token_endpoint"] = json!(format!("{}/another-token", op.issuer));
    }
    if op.has(MetadataFault::OAuthIssuerMismatch) {
        metadata["issuer"] = json!("https://op.example.org");
    }
    document(&op, &metadata)
}

fn document(op: &Op, metadata: &Value) -> Response {
    let kind = if op.has(MetadataFault::PlainText) { "text/plain" } else { "application/json" };
    ([(CONTENT_TYPE, kind)], metadata.to_string()).into_response()
}

fn metadata(op: &Op) -> Value {
    let at = |path: &str| op.at(path);
    let claims: Vec<_> = ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce"].map(str::to_owned).into();
    let claims: Vec<_> =
        claims.into_iter().chain(person::claims().into_iter().map(|(name, _)| name)).collect();
    let mut metadata = json!({
        "issuer": op.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "registration_endpoint": at("/register"),
        "introspection_endpoint": at("/introspect"), "revocation_endpoint": at("/revoke"),
        "end_session_endpoint": at("/logout"),
        "scopes_supported": SCOPES, "claims_supported": claims, "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "token_endpoint_auth_methods_supported": METHODS,
        "introspection_endpoint_auth_methods_supported": METHODS[..2],
        "revocation_endpoint_auth_methods_supported": METHODS,
        "code_challenge_methods_supported": ["S256"], "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_parameter_supported": true, "request_parameter_supported": op.reads_request_objects(),
        "request_uri_parameter_supported": false, "authorization_response_iss_parameter_supported": true,
    });
    match op.liberty {
        Some(Liberty::Bare) => leave_out(&mut metadata, &OPTIONAL),
        Some(Liberty::NoIssuerInResponse) => {
            leave_out(&mut metadata, &["authorization_response_iss_parameter_supported"]);
        }
        Some(Liberty::NoClaimsParameter) => metadata["claims_parameter_supported"] = json!(false),
        Some(Liberty::NoRefreshTokens) => {
            metadata["grant_types_supported"] = json!(["authorization_code", "client_credentials"]);
        }
        _ => {}
    }
    match op.fault {
        Some(Fault::Metadata(fault)) => spoil(op, &mut metadata, fault),
        Some(Fault::IssUnannounced) => {
            leave_out(&mut metadata, &["authorization_response_iss_parameter_supported"]);
        }
        Some(Fault::UnsignedAnnounced) => {
            metadata["id_token_signing_alg_values_supported"] = json!(["RS256", "ES256", "none"]);
        }
        _ => {}
    }
    metadata
}

/// Says something wrong.
fn spoil(op: &Op, metadata: &mut Value, fault: MetadataFault) {
    let (name, value) = match fault {
        MetadataFault::NoResponseTypes => return leave_out(metadata, &["response_types_supported"]),
        MetadataFault::IssuerMismatch => ("issuer", json!("https://op.example.org")),
        MetadataFault::IssuerWithQuery => ("issuer", json!(format!("{}?tenant=1", op.issuer))),
        MetadataFault::HttpEndpoint => ("revocation_endpoint", json!("http://op.example.org/revoke")),
        MetadataFault::HttpEndSession => ("end_session_endpoint", json!("http://op.example.org/logout")),
        MetadataFault::DeadEndpoint => ("revocation_endpoint", json!(op.at("/nowhere"))),
        MetadataFault::CodeGrantUnannounced => ("grant_types_supported", json!(["refresh_token"])),
        MetadataFault::OpenidUnannounced => ("scopes_supported", json!(["profile", "email"])),
        MetadataFault::SubUnannounced => ("claims_supported", json!(["name", "email"])),
        MetadataFault::Rs256Unannounced => ("id_token_signing_alg_values_supported", json!(["ES256"])),
        MetadataFault::UnknownSubjectType => ("subject_types_supported", json!(["persistent"])),
        MetadataFault::AssertionsWithoutAlgorithm => {
            ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "private_key_jwt"]))
        }
        MetadataFault::NoneAnnounced => ("token_endpoint_auth_signing_alg_values_supported", json!(["none"])),
        MetadataFault::OnlyPlainAnnounced => ("code_challenge_methods_supported", json!(["plain"])),
        MetadataFault::LocaleWithUnderscore => ("ui_locales_supported", json!(["en_GB"])),
        MetadataFault::MistypedMember => ("userinfo_endpoints", json!(op.at("/userinfo"))),
        MetadataFault::EmptyList => ("display_values_supported", json!([])),
        MetadataFault::ListedTwice => ("display_values_supported", json!(["page", "page"])),
        MetadataFault::ListIsText => ("scopes_supported", json!("openid profile")),
        // What is wrong with the OAuth document, with its type and with the keys is done there.
        _ => return,
    };
    metadata[name] = value;
}

fn leave_out(metadata: &mut Value, names: &[&str]) {
    metadata.as_object_mut().unwrap().retain(|name, _| !names.contains(&&**name));
}

async fn register(State(op): State<Arc<Op>>, Json(mut told): Json<Value>) -> Response {
    let Ok(mut client) = serde_json::from_value::<Client>(told.clone()) else {
        return refusal("invalid_client_metadata");
    };
    let is_native = client.application_type.as_deref() == Some("native");
    let is_loopback = |url: &Url| url.scheme() == "http" && url.host_str() == Some("127.0.0.1");
    let is_safe = |url: &Url| url.scheme() == "https" || (is_native && is_loopback(url));
    let is_usable =
        |text: &String| Url::parse(text).is_ok_and(|url| is_safe(&url) && url.fragment().is_none());
    let needs_one = client.grant_types.iter().any(|grant| grant == "authorization_code");
    let is_enough = !needs_one || !client.redirect_uris.is_empty();
    if !client.redirect_uris.iter().all(is_usable) || !is_enough {
        return refusal("invalid_redirect_uri");
    }
    if !METHODS.contains(&&*client.token_endpoint_auth_method) {
        return refusal("invalid_client_metadata");
    }
    client.client_id = random();
    client.client_secret = (client.token_endpoint_auth_method != "none").then(random);
    told["client_id"] = json!(client.client_id);
    told["client_id_issued_at"] = json!(now());
    if let Some(secret) = &client.client_secret {
        told["client_secret"] = json!(secret);
        told["client_secret_expires_at"] = json!(0);
    }
    op.store().clients.insert(client.client_id.clone(), client);
    (StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], Json(told)).into_response()
}

fn refusal(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], Json(json!({ "error": error }))).into_response()
}
