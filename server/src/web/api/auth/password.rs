//! `POST /v1/auth/password/change`.

use axum::response::Response;
use http::StatusCode;
use utoipa::ToSchema;

use crate::account::changing::{self, Unchanged};
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::person::Person;
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;
use crate::words::{Locale, Words};

const PATH: &str = "/v1/auth/password/change";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, change)
}

/// The password in force, and the new one.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct ChangePassword {
    /// The password in force.
    current_password: String,
    /// The new one.
    new_password: String,
}

/// Change the password
///
/// Every other session ends with its tokens, unless the operator wants it otherwise. A wrong password counts as a failed sign-in; each rule that the new one breaks
/// is named. Of a person with a second factor the sign-in has to be one of the last minutes, and to have shown it.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "changePassword",
    request_body(content = ChangePassword, content_type = "application/json"),
    responses(
        (status = 204, description = "It is changed"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "The password in force is another one", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 412, description = "It was changed elsewhere at the same moment", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "The new one breaks rules", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong ones", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn change(site: Site, person: Person, body: Result<Object, Problem>) -> Response {
    person.told(try_change(&site, &person, body).await)
}

async fn try_change(
    site: &Site,
    person: &Person,
    body: Result<Object, Problem>,
) -> Result<StatusCode, Problem> {
    let [current, new] = body?.texts(["current_password", "new_password"])?.map(Secret::new);
    match changing::change(site, &person.holder, (&current, &new), None, Words::of(Locale::English)).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(unchanged) => Err(problem(unchanged)),
    }
}

fn problem(unchanged: Unchanged) -> Problem {
    let about = |detail: &str| WrongMember::of("new_password", detail);
    match unchanged {
        Unchanged::NotFresh => Problem::of(Kind::SignInAgain).because(
            "the second factor has to be shown first: send the person to sign in again with prompt=login or max_age",
        ),
        Unchanged::Wrong => {
            Problem::of(Kind::WrongPassword).because("current_password is not the password in force").noted()
        }
        Unchanged::Same => Problem::about(vec![about("expected another one than the one in force")]),
        Unchanged::Broken(broken) => Problem::about(broken.iter().map(|rule| about(rule.as_str())).collect()),
        Unchanged::Overtaken => {
            Problem::of(Kind::Stale).because("the password was changed elsewhere meanwhile")
        }
        Unchanged::Limited { retry_after } => {
            Problem::too_often(retry_after, "there were too many wrong passwords")
        }
        Unchanged::Hindered(hindered) => hindered.into(),
    }
}
