//! Style sheets, scripts and pictures: under the hash of what they hold, so that nobody asks for them twice.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;

use crate::web::document::Document;
use crate::web::extract::visit::Visit;
use crate::web::routes::Routes;
use crate::web::{Site, assets, brand, problem_page};

const FOREVER: &str = assets::CACHE_CONTROL;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(&format!("{}{{name}}", assets::PATH), asset)
        .get(&format!("{}{{name}}", brand::PATH), picture)
        .get("/brand.css", style)
        .get("/favicon.ico", favicon)
}

async fn asset(site: Site, Path(name): Path<String>, visit: Visit) -> Response {
    match site.asset(&name) {
        Some(document) => document.answer(&visit.headers),
        None => problem_page::not_found(&visit),
    }
}

async fn picture(site: Site, Path(name): Path<String>, visit: Visit) -> Response {
    match site.brand().find(&name) {
        Some(picture) => {
            Document::of(picture.bytes.clone(), picture.media_type).kept(FOREVER).answer(&visit.headers)
        }
        None => problem_page::not_found(&visit),
    }
}

async fn style(site: Site, headers: HeaderMap) -> Response {
    Document::of(site.brand().css().to_owned(), "text/css; charset=utf-8").kept(FOREVER).answer(&headers)
}

async fn favicon(headers: HeaderMap) -> Response {
    match assets::all().find(|asset| asset.name().starts_with("favicon")) {
        Some(icon) => Document::tagged(icon.bytes.into(), &icon.tag(), icon.media_type)
            .kept("public, max-age=86400")
            .answer(&headers),
        None => http::StatusCode::NOT_FOUND.into_response(),
    }
}
