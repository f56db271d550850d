//! `/openapi.json`: the API as OpenAPI 3.1, made of the handlers.

use axum::response::Response;
use http::HeaderMap;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Description, Server};
use utoipa::{Modify, OpenApi};

use super::{auth, users};
use crate::web::Site;
use crate::web::document::Document;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().get("/openapi.json", openapi)
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Signet",
        description = "What people's own applications do with the account of whoever signed in to them. Calls carry an access \
                       token of a first-party application, as the token endpoint gives it. Refusals are problem details \
                       (RFC 9457)."
    ),
    paths(
        auth::keys::keys,
        auth::login::login,
        auth::login::verify,
        auth::logout::logout,
        auth::password::change,
        auth::refresh::refresh,
        auth::sessions::list,
        auth::sessions::end,
        users::me::me,
        users::me::change,
        users::data::erase,
        users::data::export,
        users::email::ask,
        users::email::confirm,
        users::preferences::show,
        users::preferences::replace,
        users::consents::list,
        users::consents::withdraw,
        users::events::list,
    ),
    tags(
        (name = "Auth", description = "Sessions, and what ends them"),
        (name = "Users", description = "The account of whoever calls"),
    ),
    security(("bearer" = [])),
    modifiers(&Bearer),
)]
struct Api;

/// How calls prove who is meant.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut Description) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_with(Components::new);
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The description as a value.
pub fn description(issuer: &str) -> Value {
    let mut api = Api::openapi();
    api.servers = Some(vec![Server::new(issuer.trim_end_matches('/'))]);
    serde_json::to_value(api).unwrap_or_default()
}

/// The description of the API of this issuer, serialised once.
pub fn document(description: &Value) -> Document {
    Document::of(description.to_string(), "application/json").kept("public, max-age=300").open().compressed()
}

async fn openapi(site: Site, headers: HeaderMap) -> Response {
    site.openapi().answer(&headers)
}
