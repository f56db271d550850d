//! Each request has a name, which its log lines, its audit events and its error page share.

use std::fmt::Write as _;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use tracing::Instrument as _;

use super::Site;

/// The name of a request.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Names the request, and logs how it went: one line, no query, no body.
pub async fn name(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let mut id = String::with_capacity(20);
    for byte in site.entropy.bytes::<10>() {
        let _ = write!(id, "{byte:02x}");
    }
    let span =
        tracing::info_span!("request", id = %id, method = %request.method(), path = %request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    async move {
        let began = site.clock.now();
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        let millis = (site.clock.now() - began).num_milliseconds();
        tracing::info!(status = response.status().as_u16(), millis, "answered");
        response
    }
    .instrument(span)
    .await
}
