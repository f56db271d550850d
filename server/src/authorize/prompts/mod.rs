//! What a person may have to be asked, one reason per file, in the order of `PROMPTS`.

mod account_choice;
mod consent;
mod login;
mod second_factor;

use super::decide::Situation;
use crate::protocol::error::ErrorCode;

pub use consent::asked as consent_asked;

/// A page that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Sign in, once more, or with which account.
    Login,
    /// The password once more, from whoever is signed in.
    Again,
    /// The second factor.
    SecondFactor,
    /// Allow or deny.
    Consent,
}

/// Something a person may have to be asked.
pub(super) trait Prompt: Sync {
    /// Why it must be asked now; `None` when there is nothing to ask.
    fn reason(&self, situation: &Situation<'_>) -> Option<&'static str>;
    /// What `prompt=none` is told instead.
    fn refusal(&self, situation: &Situation<'_>) -> ErrorCode;
    /// The page that asks.
    fn page(&self, situation: &Situation<'_>) -> Page;
}

pub(super) static PROMPTS: [&dyn Prompt; 4] =
    [&login::Login, &account_choice::AccountChoice, &second_factor::SecondFactor, &consent::Consent];
