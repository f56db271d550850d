//! To whoever forgot a password.

use chrono::TimeDelta;

use super::lasts;
use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct ResetPassword {
    /// The link.
    pub link: String,
    /// How long it counts.
    pub life: TimeDelta,
}

impl Letter for ResetPassword {
    fn name(&self) -> &'static str {
        "reset_password"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-reset-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-reset-words")),
            Part::Link { href: self.link.clone(), label: say.say("mail-reset-button") },
            Part::Aside(lasts(say, self.life)),
            Part::Aside(say.say("mail-reset-not-you")),
        ]
    }
}
