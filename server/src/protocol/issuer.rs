//! The issuer identifier (OpenID Connect Core section 1.2, RFC 8414 section 2).

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use url::{Host, Position, Url};

/// Who signs: the URL that metadata, tokens and responses name. Clients compare it byte for byte
/// (OpenID Connect Core section 3.1.3.7), so the text is kept exactly as it was written, a final
/// slash included, and never printed from a parsed URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: Url,
}

impl Issuer {
    /// The text as configured.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, an IPv6 address in its brackets.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Scheme, host and port as RFC 6454 section 6.2 writes them: what browsers send in `Origin`.
    pub fn origin(&self) -> &str {
        &self.url[..Position::BeforePath]
    }

    /// What follows the origin: empty, `/`, or a path such as `/auth`.
    pub fn path(&self) -> &str {
        &self.text[self.origin().len()..]
    }

    /// Whether this is plain http, which is so on loopback hosts alone. Cookies then carry neither
    /// `__Host-` nor `Secure`.
    pub fn is_loopback_http(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The address of `path` (which starts with a slash) below this issuer. A final slash of the
    /// issuer is dropped first, as OpenID Connect Discovery section 4 says.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text.strip_suffix('/').unwrap_or(&self.text))
    }
}

impl FromStr for Issuer {
    type Err = IssuerError;

    fn from_str(text: &str) -> Result<Self, IssuerError> {
        let url = Url::parse(text).map_err(|_| IssuerError::NotAbsolute)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(IssuerError::PlainHttp),
            _ => return Err(IssuerError::NotAbsolute),
        }
        if text.contains('?') {
            return Err(IssuerError::Query);
        }
        if text.contains('#') {
            return Err(IssuerError::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(IssuerError::UserInfo);
        }
        if url.path().contains("//") {
            return Err(IssuerError::EmptySegment);
        }
        // Libraries that parse and print the issuer must come out at the same bytes.
        let normal = if text.ends_with('/') { url.as_str() } else { url.as_str().trim_end_matches('/') };
        if normal != text {
            return Err(IssuerError::NotNormal(normal.to_owned()));
        }
        Ok(Self { text: text.to_owned(), url })
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Issuer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Why a text is no issuer. No variant shows what may have been a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// Not a URL, or of another scheme.
    #[error("expected an absolute https URL such as https://id.example.com")]
    NotAbsolute,
    /// Plain http to another machine.
    #[error("expected an https URL (plain http is for localhost, 127.0.0.0/8 and [::1] alone)")]
    PlainHttp,
    /// OpenID Connect Discovery section 3 allows no query.
    #[error("expected a URL without a query")]
    Query,
    /// Nor a fragment.
    #[error("expected a URL without a fragment")]
    Fragment,
    /// A user name or password in it would be published.
    #[error("expected a URL without user name or password")]
    UserInfo,
    /// Two slashes in a row.
    #[error("expected a URL path without empty segments")]
    EmptySegment,
    /// A parser would print it otherwise: capitals in the host, a default port, dot segments.
    #[error("expected the form that URL libraries keep: {0}")]
    NotNormal(String),
}

/// RFC 8252 section 8.3: the loopback addresses; and the name that browsers resolve to them.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> IssuerError {
        text.parse::<Issuer>().unwrap_err()
    }

    #[test]
    fn the_text_is_kept_with_or_without_final_slash_or_path() {
        for (text, path) in [
            ("https://id.example.com", ""),
            ("https://id.example.com/", "/"),
            ("https://id.example.com/auth", "/auth"),
            ("https://id.example.com/auth/", "/auth/"),
        ] {
            let issuer: Issuer = text.parse().unwrap();
            assert_eq!(issuer.as_str(), text);
            assert_eq!(issuer.to_string(), text);
            assert_eq!(serde_json::to_string(&issuer).unwrap(), format!("\"{text}\""));
            assert_eq!(issuer.path(), path);
            assert_eq!(issuer.origin(), "https://id.example.com");
            assert_eq!(issuer.host(), "id.example.com");
        }
    }

    #[test]
    fn addresses_below_it_never_hold_two_slashes() {
        let join = |text: &str| text.parse::<Issuer>().unwrap().join("/token");
        assert_eq!(join("https://id.example.com"), "https://id.example.com/token");
        assert_eq!(join("https://id.example.com/"), "https://id.example.com/token");
        assert_eq!(join("https://id.example.com/auth"), "https://id.example.com/auth/token");
        assert_eq!(join("http://[::1]:8080"), "http://[::1]:8080/token");
    }

    #[test]
    fn plain_http_is_for_loopback_alone() {
        for text in ["http://localhost:8080", "http://127.0.0.1", "http://127.8.9.1:1", "http://[::1]:8080"] {
            assert!(text.parse::<Issuer>().unwrap().is_loopback_http(), "{text}");
        }
        assert!(!"https://localhost".parse::<Issuer>().unwrap().is_loopback_http());
        for text in
            ["http://id.example.com", "http://localhost.example.com", "http://10.0.0.1", "http://[::2]"]
        {
            assert_eq!(refusal(text), IssuerError::PlainHttp, "{text}");
        }
    }

    #[test]
    fn what_must_not_be_in_it_is_refused() {
        assert_eq!(refusal(""), IssuerError::NotAbsolute);
        assert_eq!(refusal("id.example.com"), IssuerError::NotAbsolute);
        assert_eq!(refusal("ftp://id.example.com"), IssuerError::NotAbsolute);
        assert_eq!(refusal("https://id.example.com/?"), IssuerError::Query);
        assert_eq!(refusal("https://id.example.com?a=b"), IssuerError::Query);
        assert_eq!(refusal("https://id.example.com#"), IssuerError::Fragment);
        assert_eq!(refusal("https://user:word@id.example.com"), IssuerError::UserInfo);
        assert_eq!(refusal("https://id.example.com//"), IssuerError::EmptySegment);
    }

    #[test]
    fn a_form_that_libraries_would_rewrite_is_refused_with_theirs() {
        for (text, normal) in [
            ("https://ID.example.com", "https://id.example.com"),
            ("https://id.example.com:443/", "https://id.example.com/"),
            ("https://id.example.com/a/../b", "https://id.example.com/b"),
            ("HTTPS://id.example.com", "https://id.example.com"),
            (" https://id.example.com ", "https://id.example.com"),
            ("https://id.example.com\n", "https://id.example.com"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(refusal(text), IssuerError::NotNormal(normal.to_owned()), "{text:?}");
        }
    }
}
