//! To an address that somebody wants and that nobody can have yet: an account had it until a while ago.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressHeld {
    /// Where to sign in, with another address.
    pub sign_in: String,
}

impl Letter for AddressHeld {
    fn name(&self) -> &'static str {
        "address_held"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-held-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-held-words")),
            Part::Link { href: self.sign_in.clone(), label: say.say("mail-held-button") },
            Part::Aside(say.say("mail-held-not-you")),
        ]
    }
}
