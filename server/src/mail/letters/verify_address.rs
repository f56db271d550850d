//! To an address that somebody registers with: proves that they read its mail.

use chrono::TimeDelta;

use super::lasts;
use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct VerifyAddress {
    /// The code, as it is shown: digits in groups.
    pub code: String,
    /// The link.
    pub link: String,
    /// How long the link counts.
    pub life: TimeDelta,
}

impl Letter for VerifyAddress {
    fn name(&self) -> &'static str {
        "verify_address"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-verify-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-verify-code")),
            Part::Code(self.code.clone()),
            Part::Text(say.say("mail-verify-link")),
            Part::Link { href: self.link.clone(), label: say.say("mail-verify-button") },
            Part::Aside(lasts(say, self.life)),
            Part::Aside(say.say("mail-verify-not-you")),
        ]
    }
}
