//! `prompt=select_account`: a live session is there, and the person says whether to go on with it.

use super::{Page, Prompt, Situation};
use crate::protocol::error::ErrorCode;

pub(super) struct AccountChoice;

impl Prompt for AccountChoice {
    fn reason(&self, situation: &Situation<'_>) -> Option<&'static str> {
        let done = situation.interaction.account_chosen || situation.interaction.authenticated_at.is_some();
        (situation.request.prompts.select_account && !done).then_some("the account was not chosen")
    }

    fn refusal(&self, _: &Situation<'_>) -> ErrorCode {
        ErrorCode::AccountSelectionRequired
    }

    fn page(&self, _: &Situation<'_>) -> Page {
        Page::Login
    }
}
