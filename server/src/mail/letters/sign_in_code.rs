//! To whoever signs in and has their second factor not at hand.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct SignInCode {
    /// The code, as it is shown: digits in groups.
    pub code: String,
    /// How many minutes it counts.
    pub minutes: u32,
    /// Where the password can be reset at once.
    pub forgot: String,
}

impl Letter for SignInCode {
    fn name(&self) -> &'static str {
        "sign_in_code"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-code-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-code-words")),
            Part::Code(self.code.clone()),
            Part::Aside(say.say_with("mail-code-lasts", "minutes", self.minutes)),
            Part::Text(say.say("mail-code-not-you")),
            Part::Link { href: self.forgot.clone(), label: say.say("mail-changed-button") },
        ]
    }
}
