//! Where Redis is.

use std::fmt;
use std::str::FromStr;

use super::credentials;
use super::setting::{Expected, Exposure, TextSetting};
use crate::secret::Secret;

/// The URL of a Redis server. `Display` and `Debug` leave its password out.
#[derive(Clone, PartialEq)]
pub struct RedisUrl {
    text: Secret,
    shown: String,
}

impl RedisUrl {
    /// The whole URL, password included.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// The same with `password`, given as it is. None for a URL that has one.
    pub(in crate::config) fn with_password(&self, password: &Secret) -> Option<Self> {
        let url = credentials::parse(self.expose()).ok()?;
        Some(Self::of(&credentials::with_password(&url, password)?))
    }

    fn of(url: &url::Url) -> Self {
        Self { text: Secret::new(url.as_str()), shown: credentials::redacted(url) }
    }
}

const WHAT: &str = "redis://USER:PASSWORD@HOST:PORT/NUMBER";

impl TextSetting for RedisUrl {
    const WHAT: &'static str = WHAT;
    const EXPOSURE: Exposure = Exposure::Redacted;
}

impl FromStr for RedisUrl {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        if text.starts_with("rediss://") {
            return Err(Expected::one(
                "redis:// (TLS to Redis is not built in: put it on a private network or behind a tunnel)",
            ));
        }
        if !text.starts_with("redis://") {
            return Err(Expected::one(WHAT));
        }
        let url = credentials::parse(text).map_err(Expected::one)?;
        let number = url.path().trim_start_matches('/');
        if url.host_str().is_none_or(str::is_empty) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Expected::one(WHAT));
        }
        Ok(Self::of(&url))
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_whole_and_shown_without_the_password() {
        let url: RedisUrl = "redis://:hunter2@cache.example:6380/1".parse().unwrap();
        assert_eq!(url.expose(), "redis://:hunter2@cache.example:6380/1");
        assert_eq!(url.to_string(), "redis://:***@cache.example:6380/1");
        assert_eq!(format!("{url:?}"), "RedisUrl(redis://:***@cache.example:6380/1)");
    }

    #[test]
    fn what_is_no_redis_is_refused() {
        for (text, expected) in [
            ("", WHAT),
            ("cache.example:6379", WHAT),
            ("redis://", WHAT),
            ("redis://cache.example/one", WHAT),
            ("redis://:hunter/2@cache.example", credentials::ENCODE),
            ("redis://cache.example:port", "a URL whose host and port can be read"),
        ] {
            assert_eq!(
                text.parse::<RedisUrl>().unwrap_err().to_string(),
                format!("expected {expected}"),
                "{text:?}"
            );
        }
        assert!("rediss://cache.example".parse::<RedisUrl>().unwrap_err().to_string().contains("TLS"));
    }

    #[test]
    fn a_separate_password_is_taken_raw() {
        let url: RedisUrl = "redis://cache.example".parse().unwrap();
        assert_eq!(
            url.with_password(&Secret::new("a/b%")).unwrap().expose(),
            "redis://:a%2Fb%25@cache.example"
        );
    }
}
