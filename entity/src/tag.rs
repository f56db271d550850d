//! What is said of each column, so that export, erasure and retention can be computed.

/// Whose a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Belongs to a person: exported to and erased for them.
    Person,
    /// Belongs to the operator.
    Operator,
    /// Belongs to a registered application.
    Client,
}

/// How long a value stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// As long as the account lives.
    Account,
    /// As long as the application is registered.
    Registration,
    /// Until the moment in the row's own expiry column.
    Expiry,
    /// Two years, as audit.
    Audit,
    /// As long as the installation lives.
    Installation,
}

/// Whether a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// May be shown to whom it belongs and to operators.
    Open,
    /// A digest, a sealed value or a password hash: never leaves the store.
    Secret,
}

/// The tag of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// The column's name in the table.
    pub column: &'static str,
    /// Whose the value is.
    pub owner: Owner,
    /// What it is kept for, in a few words a person understands.
    pub purpose: &'static str,
    /// How long it stays.
    pub retention: Retention,
    /// Whether it may be shown.
    pub secrecy: Secrecy,
}

/// A tag for a value that may be shown.
pub const fn open(column: &'static str, owner: Owner, purpose: &'static str, retention: Retention) -> Tag {
    Tag { column, owner, purpose, retention, secrecy: Secrecy::Open }
}

/// A tag for a value that never leaves the store.
pub const fn secret(column: &'static str, owner: Owner, purpose: &'static str, retention: Retention) -> Tag {
    Tag { column, owner, purpose, retention, secrecy: Secrecy::Secret }
}

/// Every table with the tags of its columns.
pub fn tables() -> Vec<(&'static str, &'static [Tag])> {
    vec![
        ("audit_checkpoint", crate::audit_checkpoint::TAGS),
        ("audit_daily", crate::audit_daily::TAGS),
        ("audit_head", crate::audit_head::TAGS),
        ("audit_seal", crate::audit_seal::TAGS),
        ("audit_tombstone", crate::audit_tombstone::TAGS),
        ("auth_event", crate::auth_event::TAGS),
        ("auth_event_personal", crate::auth_event_personal::TAGS),
        ("backup_code", crate::backup_code::TAGS),
        ("consent", crate::consent::TAGS),
        ("freed_name", crate::freed_name::TAGS),
        ("kept_record", crate::kept_record::TAGS),
        ("lease", crate::lease::TAGS),
        ("login_name", crate::login_name::TAGS),
        ("lossy_record", crate::lossy_record::TAGS),
        ("mail", crate::mail::TAGS),
        ("mfa_totp", crate::mfa_totp::TAGS),
        ("oauth_client", crate::oauth_client::TAGS),
        ("remembered_device", crate::remembered_device::TAGS),
        ("revoked_token", crate::revoked_token::TAGS),
        ("role", crate::role::TAGS),
        ("session", crate::session::TAGS),
        ("setting", crate::setting::TAGS),
        ("sign_in_place", crate::sign_in_place::TAGS),
        ("signing_key", crate::signing_key::TAGS),
        ("token_family", crate::token_family::TAGS),
        ("user", crate::user::TAGS),
        ("user_preference", crate::user_preference::TAGS),
        ("user_role", crate::user_role::TAGS),
        ("webauthn_credential", crate::webauthn_credential::TAGS),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sea_orm::{EntityTrait, IdenStatic as _, Iterable as _};

    use super::*;

    fn columns<E: EntityTrait>() -> BTreeSet<String> {
        E::Column::iter().map(|column| column.as_str().to_owned()).collect()
    }

    #[test]
    fn every_column_of_every_table_is_tagged() {
        let tables = tables();
        let tagged = |table: &str| -> BTreeSet<String> {
            let (_, tags) = tables.iter().find(|(name, _)| *name == table).expect("the table is listed");
            tags.iter().map(|tag| tag.column.to_owned()).collect()
        };
        macro_rules! check {
            ($($table:ident),*) => { $(
                assert_eq!(columns::<crate::$table::Entity>(), tagged(stringify!($table)), stringify!($table));
            )* };
        }
        check!(
            audit_checkpoint,
            audit_daily,
            audit_head,
            audit_seal,
            audit_tombstone,
            auth_event,
            auth_event_personal,
            backup_code,
            consent,
            kept_record,
            lease,
            login_name,
            lossy_record,
            mail,
            mfa_totp,
            oauth_client,
            remembered_device,
            revoked_token,
            role,
            session,
            setting,
            sign_in_place,
            signing_key,
            token_family,
            user,
            user_preference,
            user_role,
            webauthn_credential
        );
    }

    #[test]
    fn every_file_of_the_crate_is_listed() {
        let listed: BTreeSet<String> = tables().iter().map(|(name, _)| format!("{name}.rs")).collect();
        let files: BTreeSet<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
            .expect("the crate has sources")
            .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "lib.rs" && name != "tag.rs")
            .collect();
        assert_eq!(files, listed);
    }
}
