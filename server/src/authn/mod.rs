//! How a person proves who they are.
//!
//! May import `store`, `ephemeral`, `audit`, `model` and the seams. The vendor argon2 lives in
//! `password_hash.rs`. **To add a factor:** a file here whose check ends in an [`Authenticated`],
//! which nothing else can make, and its `amr` value (RFC 8176).

pub mod password;
pub mod password_hash;

use crate::model::authentication::{ACR_SINGLE, Authentication};
use crate::model::user::User;
use chrono::{DateTime, Utc};

/// A person who has just proved who they are. Only this room makes one.
#[derive(Debug)]
pub struct Authenticated {
    user: User,
    authentication: Authentication,
}

impl Authenticated {
    fn by(user: User, amr: &str, now: DateTime<Utc>) -> Self {
        let authentication =
            Authentication { at: now, acr: ACR_SINGLE.to_owned(), amr: vec![amr.to_owned()] };
        Self { user, authentication }
    }

    /// Who it is.
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// How and when.
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }
}
