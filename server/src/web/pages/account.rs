//! What the pages of a person's own account have in common: the way between them.

use super::Frame;

/// A page of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What there is.
    Overview,
    /// What the person says of themselves.
    Profile,
    /// How they sign in.
    Security,
    /// Where they are signed in.
    Sessions,
    /// What acts for them.
    Applications,
    /// What happened.
    Activity,
    /// What is held about them.
    Data,
}

/// A tab as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its address, from the root of the host.
    pub href: String,
    /// Its name.
    pub label: String,
    /// Whether it is the page that is shown.
    pub is_here: bool,
}

impl Tab {
    /// Every one, in order.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Profile,
        Self::Security,
        Self::Sessions,
        Self::Applications,
        Self::Activity,
        Self::Data,
    ];

    /// Its address, below the base path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/account",
            Self::Profile => "/account/profile",
            Self::Security => "/account/security",
            Self::Sessions => "/account/sessions",
            Self::Applications => "/account/applications",
            Self::Activity => "/account/activity",
            Self::Data => "/account/data",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Overview => "account-overview",
            Self::Profile => "account-profile",
            Self::Security => "account-security",
            Self::Sessions => "account-sessions",
            Self::Applications => "account-applications",
            Self::Activity => "account-activity",
            Self::Data => "account-data",
        }
    }

    /// All tabs, on the page of this one.
    pub fn shown(self, frame: &Frame) -> Vec<Shown> {
        let tab = |tab: Self| Shown {
            href: frame.to(tab.path()),
            label: frame.say(tab.word()),
            is_here: tab == self,
        };
        Self::ALL.into_iter().map(tab).collect()
    }
}
