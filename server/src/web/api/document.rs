//! `/openapi.json`: the API as OpenAPI 3.1, made of the handlers.

use axum::response::Response;
use http::HeaderMap;
use serde_json::{Value, json};
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
        auth::email::ask,
        auth::email::confirm,
        auth::keys::keys,
        auth::login::login,
        auth::login::verify,
        auth::logout::logout,
        auth::password::change,
        auth::refresh::refresh,
        auth::register::register,
        auth::reset::ask,
        auth::reset::confirm,
        auth::sessions::list,
        auth::sessions::end,
        users::me::me,
        users::me::change,
        users::data::erase,
        users::data::export,
        users::email::ask,
        users::email::confirm,
        users::mfa::overview::show,
        users::mfa::totp::enrol,
        users::mfa::totp::confirm,
        users::mfa::totp::remove,
        users::mfa::codes::renew,
        users::mfa::devices::forget,
        users::mfa::passkeys::list,
        users::mfa::passkeys::options,
        users::mfa::passkeys::add,
        users::mfa::passkeys::rename,
        users::mfa::passkeys::remove,
        users::preferences::show,
        users::preferences::replace,
        users::consents::list,
        users::consents::withdraw,
        users::events::list,
    ),
    tags(
        (name = "Auth", description = "Accounts, sessions, and what ends them"),
        (name = "Users", description = "The account of whoever calls"),
        (name = "Second factors", description = "What protects it beside the password"),
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
    let mut api = serde_json::to_value(api).unwrap_or_default();
    let paths = api["paths"].as_object_mut().into_iter().flatten();
    let operations = paths.filter_map(|(_, item)| item.as_object_mut()).flatten();
    for (_, operation) in operations {
        describe_limits(&mut operation["responses"]);
        describe_faults(&mut operation["responses"]);
    }
    api
}

/// A call that a limit can refuse says how its limits stand.
fn describe_limits(responses: &mut Value) {
    if responses.get("429").is_none() {
        return;
    }
    let header = |what: &str| json!({"description": what, "schema": {"type": "string"}});
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        if status == "429" || status.starts_with('2') {
            response["headers"]["RateLimit-Policy"] = header("What each limit allows, in how many seconds");
            response["headers"]["RateLimit"] =
                header("What is left, and seconds until it is all there again");
        }
        if status == "429" {
            response["headers"]["Retry-After"] = header("Seconds to wait");
        }
    }
}

/// Whatever needs the store, or waits in a queue, can fail for a while.
fn describe_faults(responses: &mut Value) {
    let Some(responses) = responses.as_object_mut() else { return };
    let problem = json!({"schema": {"$ref": "#/components/schemas/ProblemDetails"}});
    let response = responses.entry("503").or_insert_with(|| {
        json!({"description": "Not now: the store cannot be reached, or too much is asked at once", "content": {"application/problem+json": problem}})
    });
    response["headers"]["Retry-After"] =
        json!({"description": "Seconds to wait", "schema": {"type": "string"}});
}

/// The description of the API of this issuer, serialised once.
pub fn document(description: &Value) -> Document {
    Document::of(description.to_string(), "application/json").kept("public, max-age=300").open().compressed()
}

async fn openapi(site: Site, headers: HeaderMap) -> Response {
    site.openapi().answer(&headers)
}
