//! To an address that somebody wanted for another account. The page says nothing of it.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressTaken {
    /// Where to sign in.
    pub sign_in: String,
}

impl Letter for AddressTaken {
    fn name(&self) -> &'static str {
        "address_taken"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-exists-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-taken-words")),
            Part::Link { href: self.sign_in.clone(), label: say.say("mail-exists-sign-in") },
            Part::Aside(say.say("mail-exists-not-you")),
        ]
    }
}
