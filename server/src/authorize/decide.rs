//! The decision, pure: what was asked, who is signed in, what was allowed, and the time.

use chrono::{DateTime, Utc};

use super::prompts::{PROMPTS, Page};
use super::step_up::StepUp;
use crate::model::client::Client;
use crate::model::consent::Consent;
use crate::model::interaction::{AuthorizationRequest, Interaction};
use crate::model::session::SignedIn;
use crate::protocol::error::OAuthError;

/// Everything that the decision may look at.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'s> {
    /// What was asked.
    pub request: &'s AuthorizationRequest,
    /// By whom.
    pub client: &'s Client,
    /// What has been done for it.
    pub interaction: &'s Interaction,
    /// Who is signed in.
    pub signed_in: Option<&'s SignedIn>,
    /// What that person allowed the client before.
    pub consent: Option<&'s Consent>,
    /// What the session has to show beyond what it did.
    pub step_up: StepUp,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What is next.
#[derive(Debug)]
pub enum Decision {
    /// Issue the code.
    Proceed,
    /// Ask the person.
    Ask(Page),
    /// Tell the client no.
    Refuse(OAuthError),
}

/// Asks each prompt in order; the first that has a reason decides.
pub fn decide(situation: &Situation<'_>) -> Decision {
    for prompt in PROMPTS {
        if let Some(reason) = prompt.reason(situation) {
            return if situation.request.prompts.none {
                Decision::Refuse(prompt.refusal(situation).because(reason))
            } else {
                Decision::Ask(prompt.page(situation))
            };
        }
    }
    Decision::Proceed
}
