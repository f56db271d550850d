//! `/introspect` (RFC 7662).

use axum::Json;
use serde_json::{Map, Value};

use super::caller::Caller;
use crate::introspection;
use crate::web::failure::Failure;
use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new().post(urls::INTROSPECT, introspect)
}

async fn introspect(site: Site, caller: Caller) -> Result<Json<Map<String, Value>>, Failure> {
    match introspection::introspect(&site, &caller.client, &caller.form, caller.now).await {
        Ok(answer) => Ok(Json(answer)),
        Err(error) => Err(caller.noted(&site, error).await.into()),
    }
}
