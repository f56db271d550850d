//! To the person whose password has just been changed: they may not be the one who did it.

use crate::mail::letter::{Letter, Part, Voice};

/// How it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whether somebody who runs this did it.
    pub by_operator: bool,
    /// Whether what was signed in has ended.
    pub ends: bool,
}

/// The letter.
#[derive(Debug, Clone)]
pub struct PasswordChanged {
    /// How.
    pub change: Change,
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
        let words = if self.change.by_operator { "mail-changed-operator" } else { "mail-changed-words" };
        let ended = self.change.ends.then(|| Part::Text(say.say("mail-changed-ended")));
        let rest = [
            Part::Text(say.say("mail-changed-not-you")),
            Part::Link { href: self.forgot.clone(), label: say.say("mail-changed-button") },
        ];
        [Part::Text(say.say(words))].into_iter().chain(ended).chain(rest).collect()
    }
}
