//! Which scripts may read which answers (oidc.md: any origin for discovery and JWKS; for userinfo, token and
//! revocation the origins of public clients; none elsewhere).

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};
use url::Url;

use super::Site;
use crate::model::client::{Client, DEMO_APP};
use crate::protocol::redirect_uri::RedirectUri;
use crate::store::StoreError;

/// The client an answer is for: only its scripts may read it.
#[derive(Debug, Clone)]
pub struct SpokenFor(pub String);

/// An answer that speaks of no client and of no person: scripts of any public client may read it.
#[derive(Debug, Clone, Copy)]
pub struct ForAnyClient;

/// Open to scripts of the public client that an answer is for. A preflight does not say for whom it asks, nor a refusal
/// for whom it is when the token is not one of ours (any more): these pass for the origin of any public client.
pub async fn for_public_clients(State(site): State<Site>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    if let Some(origin) = origin {
        let client = response.extensions().get::<SpokenFor>().cloned();
        let text = origin.to_str().unwrap_or_default();
        let allowed = match (is_preflight, client) {
            (true, _) => any_client_allows(&site, text).await,
            (false, Some(SpokenFor(id))) => client_allows(&site, &id, text).await,
            // A token that does not count says nothing of its client, and its script has to see that it does not.
            (false, None)
                if response.status().is_client_error()
                    || response.extensions().get::<ForAnyClient>().is_some() =>
            {
                any_client_allows(&site, text).await
            }
            (false, None) => Ok(false),
        };
        if allowed.unwrap_or(false) {
            allow(&mut response, origin, is_preflight);
        }
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    response
}

fn allow(response: &mut Response, origin: HeaderValue, is_preflight: bool) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate"),
    );
    if is_preflight {
        headers
            .insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE"));
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Authorization, Content-Type, Idempotency-Key, If-Match"),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
}

async fn client_allows(site: &Site, id: &str, origin: &str) -> Result<bool, StoreError> {
    let client = site.clients.find(&site.db, id).await?;
    Ok(client.is_some_and(|client| allows(site, &client, origin)))
}

/// Anybody can send preflights and be refused as often as they like: the clients are those of the cache.
async fn any_client_allows(site: &Site, origin: &str) -> Result<bool, StoreError> {
    Ok(site.clients.public(&site.db).await?.iter().any(|client| allows(site, client, origin)))
}

/// `allowed_origins`, or the origins of the client's https redirect URIs; in `dev`, any port of localhost for the demo.
fn allows(site: &Site, client: &Client, origin: &str) -> bool {
    if !client.metadata.is_public() || !client.is_enabled() {
        return false;
    }
    if site.is_dev && client.id == DEMO_APP && is_localhost(origin) {
        return true;
    }
    if !client.metadata.allowed_origins.is_empty() {
        return client.metadata.allowed_origins.iter().any(|allowed| allowed == origin);
    }
    let https_origin =
        |uri: &str| Url::parse(uri).ok().filter(|url| url.scheme() == "https").map(|url| url.origin());
    let redirect_uris = client.metadata.redirect_uris.iter().map(RedirectUri::as_str);
    redirect_uris.filter_map(https_origin).any(|known| known.ascii_serialization() == origin)
}

fn is_localhost(origin: &str) -> bool {
    let port = origin.strip_prefix("http://localhost:");
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}
