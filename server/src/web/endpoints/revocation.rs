//! `/revoke` (RFC 7009).

use axum::Extension;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::caller::Caller;
use crate::revocation;
use crate::web::failure::Failure;
use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new().post(urls::REVOKE, revoke).options(urls::REVOKE, super::no_content)
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
