//! Second factors: one-time codes of an app, backup codes, passkeys, and devices that are not asked again for a while.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

// Whether a person has a second factor is not a column of `user`: it is whether one of these rows is there.
// A code's step is accepted by an update that asks for a lower `last_step`, a backup code by the deletion of its row.
const TABLES: &str = r#"
CREATE TABLE mfa_totp (
    user_id {uuid} PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    sealed_secret {bytes} NOT NULL,
    confirmed_at bigint NOT NULL,
    last_step bigint NOT NULL,
    last_used_at bigint
);
CREATE TABLE backup_code (
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    digest {bytes} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (user_id, digest)
);
CREATE TABLE webauthn_credential (
    id {bytes} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    credential {json} NOT NULL,
    counter bigint NOT NULL,
    label text NOT NULL,
    transports text NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint
);
CREATE INDEX webauthn_credential_user_id ON webauthn_credential (user_id);
CREATE TABLE remembered_device (
    id {uuid} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    secret_digest {bytes} NOT NULL,
    user_epoch bigint NOT NULL,
    user_agent text,
    created_at bigint NOT NULL,
    keep_until bigint NOT NULL
);
CREATE INDEX remembered_device_user_id ON remembered_device (user_id);
CREATE INDEX remembered_device_keep_until ON remembered_device (keep_until);
"#;

const DOWN: &str = r"
DROP TABLE remembered_device;
DROP TABLE webauthn_credential;
DROP TABLE backup_code;
DROP TABLE mfa_totp;
";
