//! Creating, importing, changing and removing accounts.

mod change;
mod claims;
mod create;
mod import;
mod password;
mod telling;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{AdminError, Office};
use crate::model::user::User;
use crate::store::{roles, users};

pub use change::{delete, grant_role, reset_mfa, revoke_role, set_password, set_status};
pub use create::create;
pub use import::{Imported, Progress, import};
pub use password::PasswordPolicy;

/// The role that every account has.
const EVERYBODY: &str = "user";

/// An account with its roles.
#[derive(Debug, Clone)]
pub struct Account {
    /// The account.
    pub user: User,
    /// In order.
    pub roles: Vec<String>,
}

impl Account {
    /// What an operator may see: identity, state, the standard claims, the roles; never the password hash.
    pub fn describe(&self) -> Value {
        let user = &self.user;
        let mut members = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        put("sub", Some(user.id.to_string().into()));
        put("status", Some(user.status.as_str().into()));
        for claim in ["preferred_username", "email", "email_verified"] {
            put(claim, user.claim(claim));
        }
        for (claim, value) in &user.profile {
            put(claim, Some(value.clone()));
        }
        put("roles", Some(self.roles.clone().into()));
        put("has_password", Some(user.password_hash.is_some().into()));
        put("created_at", Some(user.created_at.timestamp().into()));
        put("updated_at", user.claim("updated_at"));
        put("last_login_at", user.last_login_at.map(|at| at.timestamp().into()));
        Value::Object(members)
    }
}

/// The account with this id, or that signs in with this name.
pub async fn find(office: &Office, id_or_name: &str) -> Result<Account, AdminError> {
    let user = find_user(office, id_or_name).await?;
    let roles = roles::of(office.db.reader(), user.id).await?;
    Ok(Account { user, roles })
}

/// A page of accounts in the order of their ids, after `after`.
pub async fn list(office: &Office, after: Option<Uuid>, limit: u64) -> Result<Vec<Account>, AdminError> {
    let mut accounts = Vec::new();
    for user in users::list(office.db.reader(), after, limit).await? {
        let roles = roles::of(office.db.reader(), user.id).await?;
        accounts.push(Account { user, roles });
    }
    Ok(accounts)
}

async fn find_user(office: &Office, id_or_name: &str) -> Result<User, AdminError> {
    let db = office.db.reader();
    if let Ok(id) = Uuid::try_parse(id_or_name)
        && let Some(user) = users::find(db, id).await?
    {
        return Ok(user);
    }
    let named = users::find_by_name(db, id_or_name).await?;
    named.ok_or_else(|| AdminError::NotFound { what: "user", id: id_or_name.to_owned() })
}

#[cfg(test)]
mod tests;
