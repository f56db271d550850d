//! To the address that an account had until now.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AddressChanged {
    /// Where the person sees which address it is.
    pub profile: String,
    /// Where the change is taken back, if it can be.
    pub undo: Option<String>,
}

impl Letter for AddressChanged {
    fn name(&self) -> &'static str {
        "address_changed"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-moved-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        let undo = self.undo.iter().flat_map(|href| {
            [
                Part::Text(say.say("mail-moved-undo")),
                Part::Link { href: href.clone(), label: say.say("mail-moved-undo-button") },
            ]
        });
        let words = [Part::Text(say.say("mail-moved-words"))].into_iter().chain(undo);
        let rest = [
            Part::Text(say.say("mail-moved-not-you")),
            Part::Link { href: self.profile.clone(), label: say.say("mail-moved-button") },
        ];
        words.chain(rest).collect()
    }
}
