//! `/healthz`: the process answers. `/readyz`: requests should come here; if not, which of its lines says why.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::web::Site;
use crate::web::routes::Routes;

/// Both, which are answered on the public address too.
pub fn routes() -> Routes {
    Routes::new().get("/healthz", || async { "ok\n" }).get("/readyz", ready)
}

async fn ready(site: Site) -> Response {
    let report = site.readiness().report(&site).await;
    let status = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let lines = serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
    (status, [(CONTENT_TYPE, "application/json")], lines).into_response()
}
