//! `[redis]`: what several instances share besides the database.

use super::reading::Values;
use super::value::RedisUrl;
use crate::secret::Secret;

/// What several instances share besides the database.
#[derive(Debug, Clone)]
pub struct Redis {
    /// The URL, its password in it; none is no Redis.
    pub url: Option<RedisUrl>,
}

impl Redis {
    pub(super) fn read(values: &mut Values) -> Self {
        let url: Option<RedisUrl> = values.read("redis.url");
        let password: Option<Secret> = values.read("redis.password");
        let Some(password) = password else {
            return Self { url };
        };
        let full = url.as_ref().and_then(|url| url.with_password(&password));
        let message = "expected redis.url without a password beside redis.password";
        values.require(&["redis.password", "redis.url"], full.is_some(), message);
        Self { url: full }
    }
}
