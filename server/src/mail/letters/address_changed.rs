//! To the address that an account had until now.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressChanged {
    /// Where the person sees which address it is.
    pub profile: String,
}

impl Letter for AddressChanged {
    fn name(&self) -> &'static str {
        "address_changed"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-moved-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-moved-words")),
            Part::Text(say.say("mail-moved-not-you")),
            Part::Link { href: self.profile.clone(), label: say.say("mail-moved-button") },
        ]
    }
}
