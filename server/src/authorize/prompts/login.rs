//! Signing in: nobody is signed in, somebody else is meant, or the sign-in is too old.

use super::{Page, Prompt, Situation};
use crate::protocol::error::ErrorCode;

pub(super) struct Login;

impl Prompt for Login {
    fn reason(&self, situation: &Situation<'_>) -> Option<&'static str> {
        let Some(signed_in) = situation.signed_in else {
            return Some("nobody is signed in");
        };
        let request = situation.request;
        if request.subject.as_ref().is_some_and(|meant| *meant != signed_in.user.id.to_string()) {
            return Some("another person is signed in than the one that is meant");
        }
        // Once per request: whoever has just signed in for it is not asked again, however old the request. A session
        // that took the place of theirs meanwhile has to be as young.
        let proved = signed_in.session.authentication.at.timestamp_millis();
        if situation.interaction.authenticated_at.is_some_and(|at| proved >= at.timestamp_millis()) {
            return None;
        }
        if request.prompts.login {
            return Some("the client asks for a fresh sign-in");
        }
        let age = (situation.now - signed_in.session.authentication.at).num_seconds();
        let oldest = request.max_age.and_then(|seconds| i64::try_from(seconds).ok());
        oldest
            .is_some_and(|oldest| oldest == 0 || age > oldest)
            .then_some("the sign-in is older than max_age")
    }

    fn refusal(&self, _: &Situation<'_>) -> ErrorCode {
        ErrorCode::LoginRequired
    }

    fn page(&self, _: &Situation<'_>) -> Page {
        Page::Login
    }
}
