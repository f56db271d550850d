//! `/token` (RFC 6749 section 3.2).

use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::header::{CACHE_CONTROL, PRAGMA};

use super::caller::Caller;
use crate::grants::{Exchange, exchange};
use crate::web::failure::Failure;
use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new().post(urls::TOKEN, token).options(urls::TOKEN, super::no_content)
}

async fn token(site: Site, caller: Caller) -> Response {
    let request =
        Exchange { client: &caller.client, form: &caller.form, origin: &caller.origin, now: caller.now };
    match exchange(&site, request).await {
        Ok(tokens) => {
            let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
            (Extension(caller.spoken_for()), headers, Json(tokens)).into_response()
        }
        Err(error) => Failure::from(error).spoken_for(Some(caller.spoken_for())).into_response(),
    }
}
