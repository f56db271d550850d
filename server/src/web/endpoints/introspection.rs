//! `/introspect` (RFC 7662).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Map, Value};

use super::caller::Caller;
use crate::introspection;
use crate::web::failure::Failure;
use crate::web::{Site, urls};

pub(super) fn routes() -> Router<Site> {
    Router::new().route(urls::INTROSPECT, post(introspect))
}

async fn introspect(site: Site, caller: Caller) -> Result<Json<Map<String, Value>>, Failure> {
    match introspection::introspect(&site, &caller.client, &caller.form, caller.now).await {
        Ok(answer) => Ok(Json(answer)),
        Err(error) => Err(caller.noted(&site, error).await.into()),
    }
}
