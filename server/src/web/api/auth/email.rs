//! `POST /v1/auth/email/verify` and `POST /v1/auth/email/verify/confirm`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use utoipa::ToSchema;

use super::register::Awaited;
use super::waiting::{self, Waiting};
use crate::account::asking_again::{self, Unsent};
use crate::account::verifying::{self, Unproven};
use crate::account::{Voucher, is_deliverable};
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::api::stranger::Stranger;
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/email/verify";
const CONFIRM: &str = "/v1/auth/email/verify/confirm";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, ask).post(CONFIRM, confirm)
}

/// For whom a mail is wanted: one of the two.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct AskAgain {
    /// As registering gave it: another mail takes the place of the first.
    verification: Option<String>,
    /// The address of an account that waits for its proof.
    email: Option<String>,
}

/// What proves an address: `verification` with `code`, or `token`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Proof {
    /// As registering gave it.
    verification: Option<String>,
    /// The digits in the mail.
    #[schema(example = "1234 5678")]
    code: Option<String>,
    /// `token` of the link in the mail.
    token: Option<String>,
    /// The password of the account, where a token comes without `verification`: to an application that did not ask.
    password: Option<String>,
}

/// Ask for a mail that proves an address
///
/// Once more for whoever registers, or for an account that waits for its proof. The answer is the same whatever is known of the
/// address, and whether or not it had its mails of this hour.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "askForVerification", security(),
    request_body(content = AskAgain, content_type = "application/json"),
    responses(
        (status = 202, description = "What can be sent is on its way", body = Awaited),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "verification is used, old or unknown", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No mail is sent here", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many mails were asked for from this address", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ask(site: Site, stranger: Stranger, body: Result<Object, Problem>) -> Response {
    Stranger::told(try_ask(&site, &stranger, body).await)
}

async fn try_ask(
    site: &Site,
    stranger: &Stranger,
    body: Result<Object, Problem>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let ([], [verification, email]) = body?.texts_and([], ["verification", "email"])?;
    let verification = match (verification, email) {
        (Some(verification), None) => again(site, stranger, verification).await?,
        (None, Some(email)) => of_address(site, stranger, email.trim()).await?,
        _ => return Err(wrong("email", "expected verification, or email, and not both")),
    };
    Ok((StatusCode::ACCEPTED, Json(Awaited::of(site, verification))))
}

async fn again(site: &Site, stranger: &Stranger, verification: String) -> Result<String, Problem> {
    let Waiting { ticket, secret } = Waiting::read(&verification).ok_or_else(over)?;
    match asking_again::for_ticket(site, (ticket, &secret), stranger.words, &stranger.origin).await {
        Ok(()) => Ok(verification),
        Err(Unsent::Over) => Err(over()),
        Err(Unsent::Hindered(hindered)) => Err(hindered.into()),
    }
}

async fn of_address(site: &Site, stranger: &Stranger, email: &str) -> Result<String, Problem> {
    if !is_deliverable(email) {
        return Err(wrong("email", "expected an address that mail can be sent to"));
    }
    let secret = waiting::fresh(site);
    let asked = asking_again::for_address(site, email, &secret, stranger.words, &stranger.origin).await;
    Ok(waiting::told(&asked?, &secret))
}

/// Prove an address
///
/// By the code of the mail, with what registering gave: five tries. Or by the token of the link in it, which is enough with
/// `verification`; without it, the password is asked for. So it is where the mail was asked for by the address alone. Either proves
/// once, and makes the account, which can sign in then.
#[utoipa::path(
    post, path = CONFIRM, tag = "Auth", operation_id = "confirmVerification", security(),
    request_body(content = Proof, content_type = "application/json"),
    responses(
        (status = 204, description = "It is proven"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "Code or password are wrong, or all of it is used, old or unknown", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The address has an account by now", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong passwords", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn confirm(site: Site, stranger: Stranger, body: Result<Object, Problem>) -> Response {
    Stranger::told(try_confirm(&site, &stranger, body).await)
}

async fn try_confirm(
    site: &Site,
    stranger: &Stranger,
    body: Result<Object, Problem>,
) -> Result<StatusCode, Problem> {
    let names = ["verification", "code", "token", "password"];
    let ([], [verification, code, token, password]) = body?.texts_and([], names)?;
    let password = password.map(Secret::new);
    let waiting = verification.as_deref().map(|text| Waiting::read(text).ok_or_else(over)).transpose()?;
    let proved = match (waiting, code, token) {
        (Some(waiting), Some(code), None) => {
            let typed = (code.as_str(), password.as_ref());
            verifying::by_code(site, waiting.ticket, typed, &waiting.secret, &stranger.origin).await
        }
        (waiting, None, Some(token)) => {
            let secret = waiting.map_or_else(|| waiting::fresh(site), |waiting| waiting.secret);
            let voucher = Voucher { password: password.as_ref(), device: None };
            verifying::by_link(site, &token, voucher, &secret, &stranger.origin).await
        }
        _ => return Err(wrong("code", "expected verification and code, or token without code")),
    };
    proved.map(|_| StatusCode::NO_CONTENT).map_err(problem)
}

fn problem(unproven: Unproven) -> Problem {
    match unproven {
        Unproven::WrongCode => Problem::of(Kind::WrongCode).because("the code is wrong, try again").noted(),
        Unproven::WrongPassword(_) => {
            Problem::of(Kind::WrongPassword).because("the password of the account is expected too").noted()
        }
        Unproven::Over => over().noted(),
        Unproven::Taken => Problem::of(Kind::Conflict).because("the address has an account by now").noted(),
        Unproven::Hindered(hindered) => hindered.into(),
    }
}

fn over() -> Problem {
    Problem::of(Kind::Over).because("code, token or verification are used, old or unknown")
}

fn wrong(member: &str, detail: &str) -> Problem {
    Problem::about(vec![WrongMember::of(member, detail)])
}
