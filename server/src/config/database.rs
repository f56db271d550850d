//! `[database]`: what remembers everything.

use super::reading::Values;
use super::value::{DatabaseKind, DatabaseUrl};
use crate::secret::Secret;

/// What remembers everything.
#[derive(Debug, Clone)]
pub struct Database {
    /// The URL, its password in it; none is the SQLite file in the data directory.
    pub url: Option<DatabaseUrl>,
    /// The most connections of one instance.
    pub max_connections: u32,
}

impl Database {
    pub(super) fn read(values: &mut Values) -> Self {
        let keys = ["database.password", "database.url"];
        let url: Option<DatabaseUrl> = values.read("database.url");
        let password: Option<Secret> = values.read("database.password");
        let database = Self {
            url: match &password {
                None => url,
                Some(password) => {
                    let full = url.as_ref().and_then(|url| url.with_password(password));
                    let message = match url.as_ref().map(DatabaseUrl::kind) {
                        Some(DatabaseKind::Postgres) => {
                            "expected database.url with a host and without a password beside database.password"
                        }
                        _ => "expected database.url to be a postgres URL where there is a database.password",
                    };
                    values.require(&keys, full.is_some(), message);
                    full
                }
            },
            max_connections: values.read("database.max_connections"),
        };
        let most = database.max_connections;
        let message = format!("expected a number from 1 to 1000, found {most}");
        values.require(&["database.max_connections"], (1..=1000).contains(&most), message);
        database
    }
}
