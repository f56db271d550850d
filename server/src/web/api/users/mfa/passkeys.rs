//! `/v1/users/me/mfa/passkeys`: adding, listing, naming and removing passkeys.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{denied, refused, shown};
use crate::account::factors::{self, Refused};
use crate::authn::passkey_ways::{id_of, named};
use crate::authn::{passkey, passkey_ways};
use crate::store::passkeys::{self, StoredPasskey};
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::idempotency::{Call, IdempotencyKey, Reply, once};
use crate::web::api::named::Named;
use crate::web::api::person::{FreshPerson, Person};
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/mfa/passkeys";
const OPTIONS: &str = "/v1/users/me/mfa/passkeys/options";
const ONE: &str = "/v1/users/me/mfa/passkeys/{id}";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(PATH, list)
        .post(PATH, add)
        .post(OPTIONS, options)
        .patch(ONE, rename)
        .delete(ONE, remove)
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passkey {
    /// Names it.
    id: String,
    /// What the person calls it.
    label: String,
    /// How the device is reached.
    #[schema(example = json!(["internal"]))]
    transports: Vec<String>,
    /// When it was added.
    created_at: DateTime<Utc>,
    /// When it was last used.
    last_used_at: Option<DateTime<Utc>>,
}

impl Passkey {
    pub(super) fn of(stored: &StoredPasskey) -> Self {
        Self {
            id: named(&stored.id),
            label: stored.label.clone(),
            transports: stored.transports.split_whitespace().map(str::to_owned).collect(),
            created_at: stored.created_at,
            last_used_at: stored.last_used_at,
        }
    }
}

/// Every passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passkeys {
    items: Vec<Passkey>,
}

/// A question for the person's device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Question {
    /// For `navigator.credentials.create` (W3C Web Authentication Level 3, section 5.4), as JSON.
    #[schema(value_type = Object)]
    options: Value,
    /// Comes back with the answer: a secret that counts once, for this session.
    state: String,
    /// Seconds that it counts.
    expires_in: i64,
}

/// The device's answer.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct NewPasskey {
    /// As it came with the question.
    state: String,
    /// What the device answered (`RegistrationResponseJSON`).
    #[schema(value_type = Object)]
    credential: Value,
    /// What the person calls it.
    #[schema(example = "Phone")]
    label: Option<String>,
}

/// A passkey that was added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedPasskey {
    passkey: Passkey,
    /// Codes for the day when it is gone, where the person had none: each works once, and they are shown now alone.
    backup_codes: Vec<String>,
}

/// Another name.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Label {
    /// What the person calls it: one line of at most 60 characters.
    label: String,
}

/// The passkeys
#[utoipa::path(
    get, path = PATH, tag = "Second factors", operation_id = "listPasskeys",
    responses(
        (status = 200, body = Passkeys),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list(site: Site, person: Person) -> Response {
    let held = passkeys::of(site.db.reader(), person.holder.user.id).await;
    let items = held.map(|held| Passkeys { items: held.iter().map(Passkey::of).collect() });
    person.told(items.map(Json).map_err(Problem::from))
}

/// What a device is asked that makes a passkey
///
/// The answer goes to `addPasskey`. Needs a sign-in of the last five minutes.
#[utoipa::path(
    post, path = OPTIONS, tag = "Second factors", operation_id = "askForPasskey",
    request_body(content = Object, content_type = "application/json", example = json!({})),
    responses(
        (status = 200, body = Question),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "Browsers know no passkeys for an address without a name", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn options(
    site: Site,
    FreshPerson(person): FreshPerson,
    body: Result<Object, Problem>,
) -> Response {
    person.told(try_options(&site, &person, body).await)
}

async fn try_options(
    site: &Site,
    person: &Person,
    body: Result<Object, Problem>,
) -> Result<Json<Question>, Problem> {
    let [] = body?.texts([])?;
    let holder = &person.holder;
    let held = passkeys::of(site.db.reader(), holder.user.id).await?;
    let ceremony = passkey::begin_making(site, &holder.owner(), &holder.user, &held, holder.now);
    let ceremony = ceremony.ok_or_else(|| Problem::of(Kind::NotOffered))?;
    Ok(Json(Question {
        options: ceremony.asked(),
        state: ceremony.state,
        expires_in: passkey::LIFE.num_seconds(),
    }))
}

/// Add a passkey
///
/// Of at most 20. Needs a sign-in of the last five minutes.
#[utoipa::path(
    post, path = PATH, tag = "Second factors", operation_id = "addPasskey",
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{1,255}$", description = "Names this call, should it have to be sent again")),
    request_body(content = NewPasskey, content_type = "application/json"),
    responses(
        (status = 201, body = AddedPasskey),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "It was not made as asked, is known already, or is one too many", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The same call is under way", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add(
    site: Site,
    FreshPerson(person): FreshPerson,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
) -> Response {
    let call = Call::of_person(PATH, &person);
    let work = {
        let (site, person) = (site.clone(), person.clone());
        move |body| async move { try_add(&site, &person, body).await }
    };
    person.told(once(&site, call, key, body, work).await)
}

async fn try_add(site: &Site, person: &Person, mut body: Object) -> Result<Reply, Problem> {
    let credential = body.0.remove("credential").filter(Value::is_object);
    let ([state], [label]) = body.texts_and(["state"], ["label"])?;
    let missing = || Problem::about(vec![WrongMember::of("credential", "expected an object")]);
    let credential = credential.ok_or_else(missing)?.to_string();
    let holder = &person.holder;
    let (first, owner, label) = (holder.first_factor(), holder.owner(), label.unwrap_or_default());
    let about = (label.as_str(), &holder.origin);
    let added = passkey_ways::add(site, &first, &owner, (&state, &credential), about).await;
    let added =
        added.map_err(|why| denied(why, "the passkey is not one that was asked for and can be kept"))?;
    let kept = passkeys::find(site.db.reader(), &added.id).await?;
    let kept = kept.ok_or_else(|| Problem::of(Kind::NotFound).because("it was removed meanwhile"))?;
    let shown = AddedPasskey { passkey: Passkey::of(&kept), backup_codes: shown(&added.backup_codes) };
    Reply::of(StatusCode::CREATED, &shown)
}

/// Give a passkey another name
///
/// Needs a sign-in of the last five minutes with the second factor.
#[utoipa::path(
    patch, path = ONE, tag = "Second factors", operation_id = "renamePasskey",
    params(("id" = String, Path, description = "The passkey's id")),
    request_body(content = Label, content_type = "application/merge-patch+json"),
    responses(
        (status = 204, description = "It has the name"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "The person has no passkey of this id", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn rename(
    site: Site,
    FreshPerson(person): FreshPerson,
    Named(id): Named,
    body: Result<Object, Problem>,
) -> Response {
    person.told(try_rename(&site, &person, &id, body).await)
}

async fn try_rename(
    site: &Site,
    person: &Person,
    id: &str,
    body: Result<Object, Problem>,
) -> Result<StatusCode, Problem> {
    let [label] = body?.texts(["label"])?;
    let id = id_of(id).ok_or_else(unknown)?;
    changed(factors::rename_passkey(site, &person.holder, &id, &label).await)
}

/// Remove a passkey
///
/// With the last second factor go backup codes and remembered devices. Needs a sign-in of the last five minutes with the second
/// factor.
#[utoipa::path(
    delete, path = ONE, tag = "Second factors", operation_id = "removePasskey",
    params(("id" = String, Path, description = "The passkey's id")),
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "The person has no passkey of this id", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove(site: Site, FreshPerson(person): FreshPerson, Named(id): Named) -> Response {
    let removed = match id_of(&id) {
        Some(id) => changed(factors::remove_passkey(&site, &person.holder, &id).await),
        None => Err(unknown()),
    };
    person.told(removed)
}

fn changed(changed: Result<(), Refused>) -> Result<StatusCode, Problem> {
    match changed {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(Refused::Nothing) => Err(unknown()),
        Err(why) => Err(refused(why)),
    }
}

fn unknown() -> Problem {
    Problem::of(Kind::NotFound).because("the person has no passkey of this id")
}
