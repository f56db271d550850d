//! `POST /v1/auth/login` and its second step, `POST /v1/auth/mfa/verify`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::refresh::Tokens;
use crate::authn::known_device::KnownDevice;
use crate::grants::direct::{self, Asked, NotSigned, Signed};
use crate::model::factor::FactorKind;
use crate::protocol::error::ErrorCode;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::client::Application;
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;

const LOGIN: &str = "/v1/auth/login";
const VERIFY: &str = "/v1/auth/mfa/verify";

pub(super) fn routes() -> Routes {
    Routes::new().post(LOGIN, login).post(VERIFY, verify)
}

/// Name and password, with the client that asks. A client that has a secret sends it by Basic credentials or here.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read as texts beside the client's authentication")]
pub(crate) struct Login {
    /// User name or e-mail address.
    username: String,
    /// The password.
    password: String,
    /// What is wanted; all that the client may have where it is absent.
    scope: Option<String>,
    /// What an earlier sign-in on this device gave: wrong guesses of others then never stand in its way.
    device_token: Option<String>,
    /// The application's id, unless it is in Basic credentials.
    client_id: Option<String>,
    /// Its secret, if it has one.
    client_secret: Option<String>,
}

/// A second factor, for a challenge of a sign-in.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read as texts beside the client's authentication")]
pub(crate) struct SecondFactor {
    /// As the sign-in gave it.
    challenge: String,
    /// One of the methods that it named.
    #[schema(example = "totp")]
    method: String,
    /// What the person typed.
    code: String,
    /// What is wanted; all that the client may have where it is absent.
    scope: Option<String>,
    /// As with the first step.
    device_token: Option<String>,
    /// The application's id, unless it is in Basic credentials.
    client_id: Option<String>,
    /// Its secret, if it has one.
    client_secret: Option<String>,
}

/// The person is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedIn {
    #[serde(flatten)]
    tokens: Tokens,
    /// To be kept on the device, and sent with the next sign-in on it, whoever signs in. It proves nothing by itself.
    device_token: String,
}

impl From<direct::Arrived> for SignedIn {
    fn from(arrived: direct::Arrived) -> Self {
        let device_token = arrived.device.cookie().unwrap_or_default();
        Self { tokens: arrived.tokens.into(), device_token }
    }
}

/// A second factor is asked for.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub(crate) struct Challenge {
    /// For the second step: a secret.
    challenge: String,
    /// What the person can show: `totp`, `backup_code`.
    methods: Vec<&'static str>,
    /// Seconds that it counts.
    expires_in: i64,
}

/// Sign in with name and password
///
/// For first-party applications that are registered with `direct_login`; all others send the person to the sign-in page. Where
/// the person has a second factor, the answer is 202 with a challenge.
#[utoipa::path(
    post, path = LOGIN, tag = "Auth", operation_id = "login", security(),
    request_body(content = Login, content_type = "application/json"),
    responses(
        (status = 200, body = SignedIn),
        (status = 202, description = "A second factor is asked for", body = Challenge),
        (status = 400, description = "unauthorized_client and the like", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "invalid_client", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "Name and password do not match, or the address of the account is still to be proven", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many failures", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn login(site: Site, application: Application) -> Response {
    application.told(try_login(&site, &application).await)
}

async fn try_login(site: &Site, application: &Application) -> Result<Response, Problem> {
    let [name, password] = required(application, ["username", "password"])?;
    let device = device(application);
    match direct::sign_in(site, asked(application, device.as_ref()), (name, &Secret::new(password))).await {
        Ok(Signed::In(arrived)) => Ok(Json(SignedIn::from(*arrived)).into_response()),
        Ok(Signed::Second(challenge)) => {
            let methods = challenge.methods.into_iter().map(FactorKind::as_str).collect();
            let told = Challenge { challenge: challenge.id, methods, expires_in: challenge.expires_in };
            Ok((http::StatusCode::ACCEPTED, Json(told)).into_response())
        }
        Err(error) => Err(problem(error)),
    }
}

/// The second step of a sign-in
///
/// A challenge signs in once. After a wrong code it can be tried again, as often as the limit allows.
#[utoipa::path(
    post, path = VERIFY, tag = "Auth", operation_id = "verifySecondFactor", security(),
    request_body(content = SecondFactor, content_type = "application/json"),
    responses(
        (status = 200, body = SignedIn),
        (status = 400, description = "unauthorized_client and the like", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "invalid_client", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "The code is wrong, or the challenge is over", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many failures", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn verify(site: Site, application: Application) -> Response {
    application.told(try_verify(&site, &application).await)
}

async fn try_verify(site: &Site, application: &Application) -> Result<Json<SignedIn>, Problem> {
    let [challenge, method, code] = required(application, ["challenge", "method", "code"])?;
    let typed = [FactorKind::Totp, FactorKind::BackupCode].into_iter().find(|kind| kind.as_str() == method);
    let kind = typed.ok_or_else(|| wrong("method", "expected totp or backup_code"))?;
    let (device, code) = (device(application), Secret::new(code));
    let signed =
        direct::verify_factor(site, asked(application, device.as_ref()), challenge, (kind, &code)).await;
    signed.map(|arrived| Json(SignedIn::from(arrived))).map_err(problem)
}

/// One that cannot be read is as good as none.
fn device(application: &Application) -> Option<KnownDevice> {
    application.form.value("device_token").and_then(KnownDevice::parse)
}

fn asked<'a>(application: &'a Application, device: Option<&'a KnownDevice>) -> Asked<'a> {
    let Application { client, form, origin, words, now } = application;
    Asked { client, scope: form.value("scope"), origin, device, words: *words, now: *now }
}

fn required<'a, const N: usize>(
    application: &'a Application,
    names: [&str; N],
) -> Result<[&'a str; N], Problem> {
    let missing = names.iter().filter(|name| application.form.value(name).is_none());
    let missing: Vec<WrongMember> = missing.map(|name| WrongMember::of(*name, "expected a text")).collect();
    if missing.is_empty() {
        Ok(names.map(|name| application.form.value(name).unwrap_or_default()))
    } else {
        Err(Problem::about(missing))
    }
}

fn wrong(member: &str, detail: &str) -> Problem {
    Problem::about(vec![WrongMember::of(member, detail)])
}

fn problem(error: NotSigned) -> Problem {
    match error {
        NotSigned::Wrong => {
            Problem::of(Kind::WrongPassword).because("username and password do not match").noted()
        }
        NotSigned::Unproven => Problem::of(Kind::UnprovenAddress).noted(),
        NotSigned::WrongFactor => {
            Problem::of(Kind::WrongFactor).because("the code is wrong, or was used before").noted()
        }
        NotSigned::Over => {
            Problem::of(Kind::WrongFactor).because("the challenge is unknown, used or old: sign in again")
        }
        NotSigned::Enrol => Problem::of(Kind::NotAllowed).because(
            "a second factor is needed that only the sign-in page can ask for: send the person there",
        ),
        NotSigned::Limited { retry_after } => Problem::too_often(retry_after, "there were too many failures"),
        NotSigned::Busy => {
            let busy = ErrorCode::TemporarilyUnavailable.because("too many passwords are being hashed");
            Problem::from(busy.retry_after(2))
        }
        NotSigned::Refused(error) => Problem::told(error),
    }
}
