//! Consent: remembered per person and client, asked only for third parties, or when the client insists.

use super::{Page, Prompt, Situation};
use crate::model::consent::Consent as Allowed;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::ErrorCode;
use crate::protocol::redirect_uri::ApplicationType;
use crate::protocol::scope::Scope;

pub(super) struct Consent;

/// What the person would have to allow.
pub fn asked(request: &AuthorizationRequest) -> Allowed {
    let claims: Vec<&str> = request.claims.names().collect();
    Allowed { scope: request.scope.clone(), claims: Scope::stored(&claims.join(" ")) }
}

impl Prompt for Consent {
    fn reason(&self, situation: &Situation<'_>) -> Option<&'static str> {
        if situation.interaction.consented {
            return None;
        }
        if situation.request.prompts.consent {
            return Some("the client asks for consent");
        }
        let metadata = &situation.client.metadata;
        if metadata.first_party {
            return None;
        }
        // RFC 8252 8.6: any program may pose as a native app, so that what was allowed to one says nothing of the next.
        if metadata.application_type == ApplicationType::Native && metadata.is_public() {
            return Some("a native application asks each time");
        }
        let asked = asked(situation.request);
        let allowed = situation.consent.is_some_and(|allowed| allowed.covers(&asked));
        (!allowed).then_some("the person was not asked for consent")
    }

    fn refusal(&self, _: &Situation<'_>) -> ErrorCode {
        ErrorCode::ConsentRequired
    }

    fn page(&self, _: &Situation<'_>) -> Page {
        Page::Consent
    }
}
