//! `/v1/users/me/mfa/totp`: setting an authenticator app up, and removing it.

use axum::Json;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{denied, refused, shown};
use crate::account::factors;
use crate::authn::totp_enrolment;
use crate::secret::Secret;
use crate::web::api::body::Object;
use crate::web::api::idempotency::{Call, IdempotencyKey, Reply, once};
use crate::web::api::person::{FreshPerson, Person};
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;
use crate::web::{Site, otpauth};

const PATH: &str = "/v1/users/me/mfa/totp";
const CONFIRM: &str = "/v1/users/me/mfa/totp/confirm";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, enrol).delete(PATH, remove).post(CONFIRM, confirm)
}

/// A secret for an authenticator app, which waits for its first code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Enrolment {
    /// For whoever types it (RFC 4648 section 6).
    secret: String,
    /// For an app on the same device.
    otpauth_uri: String,
    /// The same to be scanned, as SVG.
    qr_svg: String,
    /// And as a PNG: an address of the scheme `data`.
    qr_png: String,
    /// Seconds that it waits.
    expires_in: i64,
}

/// The first code.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct FirstCode {
    /// As the app shows it.
    #[schema(example = "123456")]
    code: String,
}

/// A second factor that counts from now on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Confirmed {
    /// Codes for the day when it is gone, where the person had none: each works once, and they are shown now alone.
    backup_codes: Vec<String>,
}

/// Begin to set up an authenticator app
///
/// It counts once its first code came. Until then the same secret is shown to the same session. Needs a sign-in of the last
/// five minutes.
#[utoipa::path(
    post, path = PATH, tag = "Second factors", operation_id = "enrolTotp",
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{1,255}$", description = "Names this call, should it have to be sent again")),
    request_body(content = Object, content_type = "application/json", example = json!({})),
    responses(
        (status = 201, body = Enrolment),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "There is one already, or the same call is under way", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn enrol(
    site: Site,
    FreshPerson(person): FreshPerson,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
) -> Response {
    let call = Call::of_person(PATH, &person);
    let work = {
        let (site, person) = (site.clone(), person.clone());
        move |body| async move { try_enrol(&site, &person, body).await }
    };
    person.told(once(&site, call, key, body, work).await)
}

async fn try_enrol(site: &Site, person: &Person, body: Object) -> Result<Reply, Problem> {
    let [] = body.texts([])?;
    let holder = &person.holder;
    factors::may_set_up_totp(site, holder).await.map_err(refused)?;
    let secret = totp_enrolment::pending(site, &holder.owner(), holder.user.id).await?;
    let qr = otpauth::qr(site, &holder.user, &secret);
    let enrolment = Enrolment {
        secret: otpauth::base32(&secret).to_string(),
        otpauth_uri: otpauth::address(site, &holder.user, &secret).to_string(),
        qr_svg: qr.svg(),
        qr_png: format!("data:image/png;base64,{}", STANDARD.encode(qr.png())),
        expires_in: totp_enrolment::LIFE.num_seconds(),
    };
    Reply::of(StatusCode::CREATED, &enrolment)
}

/// Show the first code of the app
///
/// From then on it is asked for. What changes second factors later needs a sign-in that showed it.
#[utoipa::path(
    post, path = CONFIRM, tag = "Second factors", operation_id = "confirmTotp",
    request_body(content = FirstCode, content_type = "application/json"),
    responses(
        (status = 200, body = Confirmed),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "The code is wrong", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No secret waits for a code", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "There is one already", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong codes", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn confirm(
    site: Site,
    FreshPerson(person): FreshPerson,
    body: Result<Object, Problem>,
) -> Response {
    person.told(try_confirm(&site, &person, body).await)
}

async fn try_confirm(
    site: &Site,
    person: &Person,
    body: Result<Object, Problem>,
) -> Result<Json<Confirmed>, Problem> {
    let [code] = body?.texts(["code"])?.map(Secret::new);
    let (holder, owner) = (&person.holder, person.holder.owner());
    factors::may_set_up_totp(site, holder).await.map_err(refused)?;
    if totp_enrolment::secret(site, &owner, holder.user.id, holder.now).await?.is_none() {
        return Err(Problem::of(Kind::NotFound).because("no secret waits for a code: begin anew"));
    }
    let confirmed =
        totp_enrolment::confirm(site, &holder.first_factor(), &owner, &code, &holder.origin).await;
    let enrolled = confirmed.map_err(|why| denied(why, "the code is wrong, try again"))?;
    Ok(Json(Confirmed { backup_codes: shown(&enrolled.backup_codes) }))
}

/// Remove the authenticator app
///
/// With the last second factor go backup codes and remembered devices. Needs a sign-in of the last five minutes with the second
/// factor.
#[utoipa::path(
    delete, path = PATH, tag = "Second factors", operation_id = "removeTotp",
    responses(
        (status = 204, description = "It is removed"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove(site: Site, FreshPerson(person): FreshPerson) -> Response {
    let removed = factors::remove_totp(&site, &person.holder).await;
    person.told(removed.map(|()| StatusCode::NO_CONTENT).map_err(refused))
}
