//! To the person whose password has just been changed: they may not be the one who did it.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct PasswordChanged {
    /// Where the password can be reset at once.
    pub forgot: String,
}

impl Letter for PasswordChanged {
    fn name(&self) -> &'static str {
        "password_changed"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-changed-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-changed-words")),
            Part::Text(say.say("mail-changed-not-you")),
            Part::Link { href: self.forgot.clone(), label: say.say("mail-changed-button") },
        ]
    }
}
