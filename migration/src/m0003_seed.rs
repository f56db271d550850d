//! What every installation begins with: three roles, and the platform's four services without a
//! usable secret until an operator sets one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ROLES: [(&str, &str); 3] = [
    ("user", "Uses applications and manages the own account"),
    ("admin", "Administers users, clients, policies and keys"),
    ("compliance", "Reads users and audit events, changes nothing"),
];

const SERVICES: [(&str, &str, &str); 4] = [
    ("ticker", "Ticker", "authz:check credentials:read"),
    ("alert", "Alert", "authz:check"),
    ("backend", "Backend", "authz:check credentials:read"),
    ("calendar", "Calendar", "authz:check"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (name, description) in ROLES {
            let statement =
                format!("INSERT INTO role (name, description) VALUES ('{name}', '{description}')");
            connection.execute_unprepared(&statement).await?;
        }
        let now = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "(extract(epoch FROM now()) * 1000)::bigint",
            _ => "unixepoch() * 1000",
        };
        for (id, name, scope) in SERVICES {
            let metadata = format!(
                r#"{{"client_name":"{name}","grant_types":["client_credentials"],"response_types":[],"redirect_uris":[],"token_endpoint_auth_method":"client_secret_basic","scope":"{scope}","first_party":true}}"#
            );
            let statement = format!(
                "INSERT INTO oauth_client (id, metadata, created_at, updated_at) VALUES ('{id}', '{metadata}', {now}, {now})"
            );
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DELETE FROM oauth_client").await?;
        connection.execute_unprepared("DELETE FROM user_role").await?;
        connection.execute_unprepared("DELETE FROM role").await?;
        Ok(())
    }
}
