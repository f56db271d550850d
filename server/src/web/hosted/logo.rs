//! Logos of applications: fetched by us, served by us, so that nobody learns who looks at a page.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};

use crate::web::Site;
use crate::web::document::Document;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().get("/logo/{client_id}", logo)
}

async fn logo(site: Site, Path(client_id): Path<String>, headers: HeaderMap) -> Response {
    let found = site.clients.find(&site.db, &client_id).await.ok().flatten();
    let url = found.filter(|client| client.is_enabled()).and_then(|client| client.metadata.logo_uri.clone());
    let Some(url) = url else { return StatusCode::NOT_FOUND.into_response() };
    match site.logos.read(&url, site.clock.now()).await {
        Some(logo) => Document::tagged(logo.bytes, logo.etag.trim_matches('"'), logo.media_type)
            .kept("public, max-age=3600")
            .answer(&headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
