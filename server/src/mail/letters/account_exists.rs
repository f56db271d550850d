//! To an address that somebody registers with and that has an account already. The page says nothing of it.

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct AccountExists {
    /// Where to sign in.
    pub sign_in: String,
    /// Where a forgotten password is reset.
    pub forgot: String,
}

impl Letter for AccountExists {
    fn name(&self) -> &'static str {
        "account_exists"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-exists-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say("mail-exists-words")),
            Part::Link { href: self.sign_in.clone(), label: say.say("mail-exists-sign-in") },
            Part::Link { href: self.forgot.clone(), label: say.say("mail-exists-forgot") },
            Part::Aside(say.say("mail-exists-not-you")),
        ]
    }
}
