//! `GET` and `PATCH /v1/users/me`.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::profile::{self, NotChanged};
use crate::clock::from_millis;
use crate::model::user::User;
use crate::store::{roles, users};
use crate::web::api::body::Object;
use crate::web::api::etag::{etag, if_match};
use crate::web::api::person::Person;
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;
use crate::web::{Site, urls};

const PATH: &str = urls::API_ME;

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, me).patch(PATH, change)
}

/// An account: what is said of the person (the standard claims of OpenID Connect Core 5.1), and of the account itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    /// Identity: `sub` of the person's tokens.
    id: Uuid,
    /// Whether the account may be used.
    #[schema(example = "active")]
    status: &'static str,
    /// Contact and sign-in name.
    email: Option<String>,
    /// Whether the address was proven.
    email_verified: bool,
    /// Sign-in name.
    preferred_username: Option<String>,
    /// Roles, in order.
    roles: Vec<String>,
    /// When the account was made.
    created_at: DateTime<Utc>,
    /// The last change.
    updated_at: DateTime<Utc>,
    /// The last sign-in.
    last_login_at: Option<DateTime<Utc>>,
    /// The other standard claims that the account has.
    #[schema(value_type = Object, example = json!({"name": "Ada Lovelace", "locale": "en"}))]
    profile: Map<String, Value>,
}

impl Account {
    fn of(user: &User, roles: Vec<String>) -> Self {
        Self {
            id: user.id,
            status: user.status.as_str(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            preferred_username: user.preferred_username.clone(),
            roles,
            created_at: user.created_at,
            updated_at: user.updated_at,
            last_login_at: user.last_login_at,
            profile: user.profile.clone(),
        }
    }
}

/// The account
///
/// `ETag` names its version, for `If-Match` of a change.
#[utoipa::path(
    get, path = PATH, tag = "Users", operation_id = "readMe",
    responses(
        (status = 200, body = Account, headers(("ETag" = String, description = "The version"))),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn me(site: Site, person: Person) -> Response {
    person.told(read(&site, &person).await)
}

async fn read(
    site: &Site,
    person: &Person,
) -> Result<(impl axum::response::IntoResponseParts + use<>, Json<Account>), Problem> {
    let found = users::find(site.db.reader(), person.holder.user.id).await?;
    let user = found.ok_or_else(|| Problem::of(Kind::NotFound))?;
    let roles = roles::of(site.db.reader(), user.id).await?;
    Ok((etag(user.updated_at.timestamp_millis()), Json(Account::of(&user, roles))))
}

/// Change the profile
///
/// A merge patch (RFC 7396) of the members `name`, `given_name`, `family_name`, `middle_name`, `nickname`, `profile`,
/// `picture`, `website`, `gender`, `birthdate`, `zoneinfo`, `locale`, `phone_number` and `address`: `null` removes one,
/// what is not named stays. All other members are refused. With `If-Match`, only if nobody has changed it meanwhile.
#[utoipa::path(
    patch, path = PATH, tag = "Users", operation_id = "changeMe",
    params(("If-Match" = Option<String>, Header, description = "The version that was read")),
    request_body(content = Object, content_type = "application/merge-patch+json", example = json!({"name": "Ada Lovelace", "nickname": null})),
    responses(
        (status = 200, body = Account, headers(("ETag" = String, description = "The version"))),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "Members that cannot be so", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn change(
    site: Site,
    person: Person,
    headers: HeaderMap,
    patch: Result<Object, Problem>,
) -> Response {
    person.told(try_change(&site, &person, &headers, patch).await)
}

async fn try_change(
    site: &Site,
    person: &Person,
    headers: &HeaderMap,
    patch: Result<Object, Problem>,
) -> Result<(impl axum::response::IntoResponseParts + use<>, Json<Account>), Problem> {
    let (Object(patch), seen_at) = (patch?, if_match(headers)?.map(from_millis));
    match profile::change(site, &person.holder, &patch, seen_at).await {
        Ok(_) => read(site, person).await,
        Err(NotChanged::Stale) => {
            Err(Problem::of(Kind::Stale).because("the account has changed since it was read: read it again"))
        }
        Err(NotChanged::Wrong(wrong)) => {
            let wrong = wrong.into_iter();
            let members = wrong.map(|wrong| WrongMember {
                member: wrong.member,
                detail: format!("expected {}", wrong.expected),
            });
            Err(Problem::about(members.collect()))
        }
        Err(NotChanged::Store(error)) => Err(error.into()),
    }
}
