//! To the person one of whose refresh tokens came a second time: somebody may have copied it.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct TokenReused {
    /// The application that it was issued to.
    pub application: String,
    /// Where all sessions are seen.
    pub sessions: String,
}

impl Letter for TokenReused {
    fn name(&self) -> &'static str {
        "token_reused"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-reuse-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say_with("mail-reuse-words", "application", self.application.as_str())),
            Part::Text(say.say("mail-reuse-again")),
            Part::Link { href: self.sessions.clone(), label: say.say("mail-device-sessions") },
        ]
    }
}
