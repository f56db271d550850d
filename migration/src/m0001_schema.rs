//! Accounts, applications, keys, sessions, consents, token families and short-lived records.

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
        dialect::run(manager, SCHEMA).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DROP).await
    }
}

const SCHEMA: &str = r#"
CREATE TABLE setting (
    name text PRIMARY KEY,
    value text NOT NULL
);
CREATE TABLE "user" (
    id {uuid} PRIMARY KEY,
    status text NOT NULL CHECK (status IN ('pending_verification', 'active', 'suspended', 'deactivated')),
    email text,
    email_verified boolean NOT NULL DEFAULT FALSE,
    preferred_username text,
    password_hash text,
    password_changed_at bigint,
    profile {json} NOT NULL,
    epoch bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    last_login_at bigint
);
CREATE TABLE login_name (
    name text PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('email', 'username'))
);
CREATE INDEX login_name_user_id ON login_name (user_id);
CREATE TABLE role (
    name text PRIMARY KEY,
    description text NOT NULL
);
CREATE TABLE user_role (
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    role text NOT NULL REFERENCES role (name),
    granted_by text NOT NULL,
    granted_at bigint NOT NULL,
    PRIMARY KEY (user_id, role)
);
CREATE TABLE oauth_client (
    id text PRIMARY KEY,
    metadata {json} NOT NULL,
    secret_digest {bytes},
    sealed_secret {bytes},
    disabled_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE signing_key (
    id text PRIMARY KEY,
    purpose text NOT NULL,
    state text NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    public_jwk {json},
    sealed_private {bytes} NOT NULL,
    created_at bigint NOT NULL,
    activate_at bigint,
    retired_at bigint,
    expires_at bigint
);
CREATE UNIQUE INDEX signing_key_one_active ON signing_key (purpose) WHERE state = 'active';
CREATE UNIQUE INDEX signing_key_one_next ON signing_key (purpose) WHERE state = 'next';
CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    secret_digest {bytes} NOT NULL,
    user_epoch bigint NOT NULL,
    acr text NOT NULL,
    amr text NOT NULL,
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    last_active_at bigint NOT NULL,
    idle_expires_at bigint NOT NULL,
    keep_until bigint NOT NULL,
    ended_at bigint,
    address text,
    user_agent text,
    device {bytes}
);
CREATE INDEX session_user_id ON session (user_id);
CREATE INDEX session_keep_until ON session (keep_until);
CREATE TABLE consent (
    user_id {uuid} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    client_id text NOT NULL REFERENCES oauth_client (id) ON DELETE CASCADE,
    scope text NOT NULL,
    claims text NOT NULL,
    granted_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE TABLE token_family (
    id {uuid} PRIMARY KEY,
    client_id text NOT NULL,
    user_id {uuid} NOT NULL,
    session_id {uuid} NOT NULL,
    user_epoch bigint NOT NULL,
    scope text NOT NULL,
    "authorization" {json} NOT NULL,
    code_redirect {bytes} NOT NULL,
    code_challenge text,
    generation bigint NOT NULL,
    replays bigint NOT NULL DEFAULT 0,
    last_agent {bytes},
    refreshable boolean NOT NULL,
    created_at bigint NOT NULL,
    rotated_at bigint,
    idle_expires_at bigint NOT NULL,
    absolute_expires_at bigint NOT NULL,
    keep_until bigint NOT NULL,
    revoked_at bigint,
    revoked_because text
);
CREATE INDEX token_family_keep_until ON token_family (keep_until);
CREATE INDEX token_family_session_id ON token_family (session_id);
CREATE TABLE revoked_token (
    id text PRIMARY KEY,
    expires_at bigint NOT NULL
);
CREATE INDEX revoked_token_expires_at ON revoked_token (expires_at);
CREATE TABLE kept_record (
    key text PRIMARY KEY,
    value {bytes} NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX kept_record_expires_at ON kept_record (expires_at);
CREATE TABLE lossy_record (
    key text PRIMARY KEY,
    value {bytes},
    count bigint NOT NULL DEFAULT 0,
    expires_at bigint NOT NULL
);
CREATE INDEX lossy_record_expires_at ON lossy_record (expires_at);
"#;

const DROP: &str = r#"
DROP TABLE lossy_record;
DROP TABLE kept_record;
DROP TABLE revoked_token;
DROP TABLE token_family;
DROP TABLE consent;
DROP TABLE session;
DROP TABLE signing_key;
DROP TABLE oauth_client;
DROP TABLE user_role;
DROP TABLE role;
DROP TABLE login_name;
DROP TABLE "user";
DROP TABLE setting;
"#;
