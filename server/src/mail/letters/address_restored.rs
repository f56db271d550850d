//! To the address that an account had until somebody took the change back, by the link at the address before.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressRestored {
    /// Where one signs in.
    pub sign_in: String,
}

impl Letter for AddressRestored {
    fn name(&self) -> &'static str {
        "address_restored"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-restored-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-restored-words")),
            Part::Text(say.say("mail-restored-not-you")),
            Part::Link { href: self.sign_in.clone(), label: say.say("mail-held-button") },
        ]
    }
}
