//! What a redeemed grant yields. A grant decides it, `tokens::mint` turns it into a response.

use std::sync::Arc;

use super::token_family::TokenFamily;
use super::user::User;
use crate::protocol::scope::Scope;

/// Who may have what.
#[derive(Debug)]
pub enum Entitlement {
    /// A client acts for itself.
    Service {
        /// What was granted.
        scope: Scope,
    },
    /// A client acts for a person.
    Person(Box<PersonEntitlement>),
}

/// A client acts for a person, by a code or refresh token.
#[derive(Debug)]
pub struct PersonEntitlement {
    /// The person.
    pub user: Arc<User>,
    /// The family, as it is known.
    pub family: Arc<TokenFamily>,
    /// Which row change uses the presented token up.
    pub step: Step,
    /// Scope of this access token: the family's or less.
    pub scope: Scope,
}

/// The one conditional write that decides the race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A code is redeemed: generation 0 becomes 1.
    Redeem,
    /// A refresh token is rotated: generation `from` becomes the next.
    Rotate {
        /// The generation presented.
        from: i64,
    },
    /// A lost reply is repeated: the generation stays.
    Repeat {
        /// The generation handed out before.
        current: i64,
    },
}

impl Step {
    /// The generation that is handed out.
    pub const fn successor(self) -> i64 {
        match self {
            Self::Redeem => 1,
            Self::Rotate { from } => from + 1,
            Self::Repeat { current } => current,
        }
    }
}
