//! To the person whose second factors have just changed: they may not be the one who did it.

use crate::mail::letter::{Letter, Part, Voice};

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorChange {
    /// An authenticator app was set up.
    AppAdded,
    /// It was removed.
    AppRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// One was removed.
    PasskeyRemoved,
    /// There are new backup codes, and the old ones are worth nothing.
    CodesRenewed,
    /// A backup code stood in for a factor.
    CodeUsed,
    /// An operator removed every factor.
    AllRemoved,
}

/// The letter.
#[derive(Debug, Clone)]
pub struct FactorChanged {
    /// What has changed.
    pub what: FactorChange,
    /// Where the person looks after it.
    pub security: String,
}

impl FactorChange {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::AppAdded,
        Self::AppRemoved,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::CodesRenewed,
        Self::CodeUsed,
        Self::AllRemoved,
    ];

    const fn words(self) -> &'static str {
        match self {
            Self::AppAdded => "mail-factor-app-added",
            Self::AppRemoved => "mail-factor-app-removed",
            Self::PasskeyAdded => "mail-factor-passkey-added",
            Self::PasskeyRemoved => "mail-factor-passkey-removed",
            Self::CodesRenewed => "mail-factor-codes",
            Self::CodeUsed => "mail-factor-code-used",
            Self::AllRemoved => "mail-factor-all-removed",
        }
    }
}

impl Letter for FactorChanged {
    fn name(&self) -> &'static str {
        "factor_changed"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say(match self.what {
            FactorChange::CodeUsed => "mail-factor-code-subject",
            _ => "mail-factor-subject",
        })
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        vec![
            Part::Text(say.say(self.what.words())),
            Part::Text(say.say("mail-factor-not-you")),
            Part::Link { href: self.security.clone(), label: say.say("mail-factor-button") },
        ]
    }
}
