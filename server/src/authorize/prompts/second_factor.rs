//! A second factor beside what the session has shown: asked by the request, the client or the operator. Whoever is not
//! signed in yet meets it right behind the password, see `authn::settle`.

use super::{Page, Prompt, Situation};
use crate::authorize::step_up::StepUp;
use crate::protocol::error::ErrorCode;

pub(super) struct SecondFactor;

impl Prompt for SecondFactor {
    fn reason(&self, situation: &Situation<'_>) -> Option<&'static str> {
        match situation.step_up {
            StepUp::None => None,
            // A wish that would need a page is not met where no page may be shown.
            StepUp::Preferred if situation.request.prompts.none => None,
            StepUp::Preferred | StepUp::Insisted | StepUp::Enrol { .. } => {
                Some("the sign-in was with one factor, and a second is asked for")
            }
        }
    }

    /// An essential `acr` has an error of its own (OpenID Connect Core Unmet Authentication Requirements 1.0).
    fn refusal(&self, situation: &Situation<'_>) -> ErrorCode {
        if situation.request.claims.acr_essential {
            ErrorCode::UnmetAuthenticationRequirements
        } else {
            ErrorCode::LoginRequired
        }
    }

    /// Nobody sets up a factor in a session that is not fresh: whoever found it open would own the account.
    fn page(&self, situation: &Situation<'_>) -> Page {
        if situation.step_up == (StepUp::Enrol { is_fresh: false }) {
            Page::Again
        } else {
            Page::SecondFactor
        }
    }
}
