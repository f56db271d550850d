//! Where the mail server is.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::credentials;
use super::setting::{Expected, Exposure, TextSetting};
use crate::secret::Secret;

/// The URL of a mail server (SMTP). `Display` and `Debug` leave its password out.
#[derive(Clone, PartialEq)]
pub struct MailUrl {
    text: Secret,
    shown: String,
}

impl MailUrl {
    /// Whether TLS is spoken from the first byte on (RFC 8314 section 3.3).
    pub fn is_wrapped(&self) -> bool {
        self.url().is_some_and(|url| url.scheme() == "smtps")
    }

    /// The host, an IPv6 address without brackets.
    pub fn host(&self) -> String {
        let url = self.url();
        let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        host.trim_start_matches('[').trim_end_matches(']').to_owned()
    }

    /// The port: 587 and 465 where none is said (RFC 6409 section 3.1, RFC 8314 section 7.3).
    pub fn port(&self) -> u16 {
        let said = self.url().and_then(|url| url.port());
        said.unwrap_or(if self.is_wrapped() { 465 } else { 587 })
    }

    /// User and password, where there are any.
    pub fn credentials(&self) -> Option<(String, Secret)> {
        let url = self.url()?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let password = url.password()?;
        Some((decoded(url.username()), Secret::new(decoded(password))))
    }

    pub(in crate::config) fn has_password(&self) -> bool {
        self.url().is_some_and(|url| url.password().is_some())
    }

    /// Whether it is on this machine.
    pub(in crate::config) fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The same with `password`, given as it is. None for a URL that has one, or no user.
    pub(in crate::config) fn with_password(&self, password: &Secret) -> Option<Self> {
        let url = self.url().filter(|url| !url.username().is_empty())?;
        Some(Self::of(&credentials::with_password(&url, password)?))
    }

    fn url(&self) -> Option<url::Url> {
        credentials::parse(self.text.expose()).ok()
    }

    fn of(url: &url::Url) -> Self {
        Self { text: Secret::new(url.as_str()), shown: credentials::redacted(url) }
    }
}

const WHAT: &str = "smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT";

impl TextSetting for MailUrl {
    const WHAT: &'static str = WHAT;
    const EXPOSURE: Exposure = Exposure::Redacted;
}

impl FromStr for MailUrl {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        if !text.starts_with("smtp://") && !text.starts_with("smtps://") {
            return Err(Expected::one(WHAT));
        }
        let url = credentials::parse(text).map_err(Expected::one)?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none();
        let has_user = url.password().is_none() || !url.username().is_empty();
        if url.host_str().is_none_or(str::is_empty) || !is_bare || !has_user {
            return Err(Expected::one(WHAT));
        }
        Ok(Self::of(&url))
    }
}

impl fmt::Display for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart_and_shown_without_its_password() {
        let url: MailUrl = "smtp://ada%40example.com:p%40ss@mail.example.com".parse().unwrap();
        assert_eq!((url.host().as_str(), url.port(), url.is_wrapped()), ("mail.example.com", 587, false));
        let (user, password) = url.credentials().unwrap();
        assert_eq!((user.as_str(), password.expose()), ("ada@example.com", "p@ss"));
        assert_eq!(url.to_string(), "smtp://ada%40example.com:***@mail.example.com");
        let url: MailUrl = "smtps://[::1]:2465".parse().unwrap();
        assert_eq!((url.host().as_str(), url.port(), url.is_wrapped()), ("::1", 2465, true));
        assert!(url.is_loopback() && url.credentials().is_none());
    }

    #[test]
    fn a_password_beside_it_is_taken_as_it_is() {
        let url: MailUrl = "smtp://ada@mail.example.com".parse().unwrap();
        let full = url.with_password(&Secret::new("a/b#c%41")).unwrap();
        assert_eq!(full.credentials().unwrap().1.expose(), "a/b#c%41");
        assert!(full.with_password(&Secret::new("x")).is_none(), "it has one");
        let nobody: MailUrl = "smtp://mail.example.com".parse().unwrap();
        assert!(nobody.with_password(&Secret::new("x")).is_none(), "a password without a user");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://h/inbox",
            "smtp://h?tls=no",
            "smtp://:p@h",
        ] {
            assert!(text.parse::<MailUrl>().is_err(), "{text}");
        }
    }
}
