//! What all pages that ask for a code have in common: what is told about a wrong one, and the secret of an app that is set up.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::app::Services;
use crate::authn::attempt::FactorDenied;
use crate::authn::totp_enrolment;
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::protocol::error::OAuthError;
use crate::protocol::form;
use crate::store::StoreError;
use crate::web::pages::Page;
use crate::web::pages::second_factor::CodeProblem;
use crate::web::qr::Qr;
use crate::web::{Site, reply};

/// RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a person is told whose code was not accepted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) problem: CodeProblem,
    status: StatusCode,
    seconds: Option<i64>,
}

impl Told {
    pub(super) const fn missing() -> Self {
        Self { problem: CodeProblem::Missing, status: StatusCode::BAD_REQUEST, seconds: None }
    }

    /// The same, in the words for what was shown.
    pub(super) fn of_kind(self, kind: FactorKind) -> Self {
        match (kind, self.problem) {
            (FactorKind::Passkey, CodeProblem::Wrong) => Self { problem: CodeProblem::Passkey, ..self },
            (FactorKind::EmailCode, CodeProblem::Wrong) => Self { problem: CodeProblem::Mailed, ..self },
            _ => self,
        }
    }

    /// The same, of a mail that was asked for too often.
    pub(super) fn of_mail(self) -> Self {
        match self.problem {
            CodeProblem::Limited { minutes } => Self { problem: CodeProblem::AskedOften { minutes }, ..self },
            _ => self,
        }
    }

    pub(super) fn of(denied: FactorDenied) -> Result<Self, OAuthError> {
        match denied {
            FactorDenied::Wrong => {
                Ok(Self { problem: CodeProblem::Wrong, status: StatusCode::BAD_REQUEST, seconds: None })
            }
            FactorDenied::Limited { retry_after } => {
                let minutes = u32::try_from(retry_after.num_minutes()).unwrap_or_default() + 1;
                let problem = CodeProblem::Limited { minutes };
                let seconds = Some(retry_after.num_seconds().max(1));
                Ok(Self { problem, status: StatusCode::TOO_MANY_REQUESTS, seconds })
            }
            FactorDenied::Store(error) => Err(error.into()),
            FactorDenied::Counts(error) => Err(error.into()),
            FactorDenied::Letter(error) => Err(OAuthError::server(error)),
        }
    }
}

/// A page that asks for a code, with the status of what it tells.
pub(super) fn page(page: &impl Page, told: Option<Told>, target: Option<&str>) -> Response {
    let status = told.map_or(StatusCode::OK, |told| told.status);
    let mut response = reply::page(status, page, target);
    if let Some(seconds) = told.and_then(|told| told.seconds) {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// The secret that waits for its first code; a fresh one where none does.
pub(super) async fn pending(
    app: &Services,
    owner: &str,
    user: Uuid,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let now = app.clock.now();
    if let Some(secret) = totp_enrolment::secret(app, owner, user, now).await? {
        return Ok(secret);
    }
    totp_enrolment::begin(app, owner, user).await?;
    let secret = totp_enrolment::secret(app, owner, user, now).await?;
    secret.ok_or_else(|| StoreError::corrupt("kept_record", &user, "the secret is gone again"))
}

/// The key as people type it: four letters at a time.
pub(super) fn grouped(secret: &[u8]) -> String {
    let text = base32(secret);
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..text.len().min(at + 4)]).collect();
    groups.join(" ")
}

/// What an app scans.
pub(super) fn qr(site: &Site, user: &User, secret: &[u8]) -> Qr {
    // A name that is too long for the picture is left out: the key is what counts.
    let of = |name: &str| Qr::of(&otpauth(site.config.brand.name.as_str(), name, secret));
    of(&user.login_name()).or_else(|| of("")).unwrap_or_default()
}

/// The address that authenticator apps understand. The colon between issuer and account is the only one.
fn otpauth(issuer: &str, account: &str, secret: &[u8]) -> Zeroizing<String> {
    let issuer = form::encode(&issuer.replace(':', " ")).replace('+', "%20");
    let account = form::encode(&account.replace(':', " ")).replace('+', "%20");
    let secret = base32(secret);
    Zeroizing::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", *secret))
}

fn base32(bytes: &[u8]) -> Zeroizing<String> {
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let letter = |first: usize| {
        let five = (first..first + 5).map(|at| if at < bytes.len() * 8 { bit(at) } else { 0 });
        char::from(BASE32[five.fold(0, |value, bit| value << 1 | bit)])
    };
    Zeroizing::new((0..bytes.len() * 8).step_by(5).map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 section 10, without padding.
    #[test]
    fn base32_agrees_with_the_published_vectors() {
        for (text, encoded) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(*base32(text.as_bytes()), encoded);
        }
        assert_eq!(grouped(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn names_cannot_break_out_of_the_address() {
        let url = otpauth("My: Notes&secret=x", "ada@example.com?secret=y", b"12345678901234567890");
        let expected = "otpauth://totp/My%20%20Notes%26secret%3Dx:ada%40example.com%3Fsecret%3Dy?secret=\
                        GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20%20Notes%26secret%3Dx";
        assert_eq!(*url, expected);
    }
}
