//! To the address of an account that somebody wants to give another one: while it still counts, a new password stops them.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressChanging {
    /// Where the password can be reset at once.
    pub forgot: String,
}

impl Letter for AddressChanging {
    fn name(&self) -> &'static str {
        "address_changing"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-changing-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-changing-words")),
            Part::Text(say.say("mail-changing-not-you")),
            Part::Link { href: self.forgot.clone(), label: say.say("mail-changed-button") },
        ]
    }
}
