//! To the address that an account is to have from now on: proves that whoever asked reads its mail.

use chrono::TimeDelta;

use super::lasts;
use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct ConfirmChange {
    /// The code, as it is shown: digits in groups.
    pub code: String,
    /// The link.
    pub link: String,
    /// How long the link counts.
    pub life: TimeDelta,
}

impl Letter for ConfirmChange {
    fn name(&self) -> &'static str {
        "confirm_change"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-change-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-verify-code")),
            Part::Code(self.code.clone()),
            Part::Text(say.say("mail-change-link")),
            Part::Link { href: self.link.clone(), label: say.say("mail-verify-button") },
            Part::Aside(lasts(say, self.life)),
            Part::Aside(say.say("mail-change-not-you")),
        ]
    }
}
