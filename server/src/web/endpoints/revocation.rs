//! `/revoke` (RFC 7009).

use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Extension, Router};
use http::StatusCode;

use super::caller::Caller;
use crate::revocation;
use crate::web::failure::Failure;
use crate::web::{Site, urls};

pub(super) fn routes() -> Router<Site> {
    Router::new().route(urls::REVOKE, post(revoke).options(super::no_content))
}

async fn revoke(site: Site, caller: Caller) -> Response {
    let client = caller.spoken_for();
    match revocation::revoke(&site, &caller.client, &caller.form, &caller.origin, caller.now).await {
        Ok(()) => (Extension(client), StatusCode::OK).into_response(),
        Err(error) => {
            let told = caller.noted(&site, error).await;
            Failure::from(told).spoken_for(Some(client)).into_response()
        }
    }
}
