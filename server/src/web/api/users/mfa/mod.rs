//! `/v1/users/me/mfa`: the second factors of whoever calls. What changes them needs a sign-in of the last five minutes, with
//! the second factor of whoever has one, as on the page.

pub(in crate::web::api) mod codes;
pub(in crate::web::api) mod devices;
pub(in crate::web::api) mod overview;
pub(in crate::web::api) mod passkeys;
pub(in crate::web::api) mod totp;

use crate::account::factors::Refused;
use crate::authn::attempt::FactorDenied;
use crate::protocol::error::OAuthError;
use crate::secret::Secret;
use crate::web::api::person::sign_in_again;
use crate::web::api::problem::{Kind, Problem};
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(codes::routes())
        .merge(devices::routes())
        .merge(overview::routes())
        .merge(passkeys::routes())
        .merge(totp::routes())
}

/// Why nothing was changed.
fn refused(refused: Refused) -> Problem {
    match refused {
        Refused::NotFresh => sign_in_again(),
        Refused::ByMail => {
            sign_in_again().because("the sign-in was with a code by mail: show a factor of the person's own")
        }
        Refused::Nothing => Problem::of(Kind::NotFound).because("the person has no such second factor"),
        Refused::Already => {
            Problem::of(Kind::Conflict).because("the person has an authenticator app: remove it first")
        }
        Refused::Store(error) => error.into(),
        Refused::Letter(error) => OAuthError::server(error).into(),
    }
}

/// Why a factor was not taken.
fn denied(denied: FactorDenied, why: &'static str) -> Problem {
    match denied {
        FactorDenied::Wrong => Problem::of(Kind::WrongFactor).because(why).noted(),
        FactorDenied::Limited { retry_after } => {
            Problem::too_often(retry_after, "there were too many failures")
        }
        FactorDenied::Store(error) => error.into(),
        FactorDenied::Letter(error) => OAuthError::server(error).into(),
        FactorDenied::Counts(error) => OAuthError::from(error).into(),
    }
}

/// Codes as they are shown, once.
fn shown(codes: &[Secret]) -> Vec<String> {
    codes.iter().map(|code| code.expose().to_owned()).collect()
}
