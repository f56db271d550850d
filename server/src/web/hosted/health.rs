//! `/healthz`: the process answers. `/readyz`: so do the store and the keys.

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;

use crate::store::settings;
use crate::web::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

async fn ready(site: Site) -> Response {
    if site.keys.current().algorithms().is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, "no active signing key\n").into_response();
    }
    match settings::find(site.db.reader(), settings::ISSUER).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}
