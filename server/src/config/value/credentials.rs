//! URLs that carry a user name and password: read strictly, printed without them.

use url::Url;

use crate::secret::Secret;

/// What to do about a password with special characters. It says nothing about which came.
pub(super) const ENCODE: &str = "special characters of the user name or password percent-encoded in the URL \
     (# as %23, / as %2F, @ as %40, % as %25), or the password by itself under the key `password`";

/// The URL, if its credentials are written as RFC 3986 section 3.2.1 asks. A parser alone would take
/// `user:pa#ss@host` for a host `user` with a port `pa`, and say so with half of the password.
pub(super) fn parse(text: &str) -> Result<Url, &'static str> {
    let after_scheme = text.split_once("://").map_or("", |(_, rest)| rest);
    let end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
    let (authority, rest) = after_scheme.split_at(end);
    let credentials = authority.rsplit_once('@').map_or("", |(credentials, _)| credentials);
    if rest.contains(['@', '#']) || !is_encoded(credentials) {
        return Err(ENCODE);
    }
    Url::parse(text).map_err(|_| "a URL whose host and port can be read")
}

/// Unreserved characters, sub-delimiters, colons and `%` with two hexadecimal digits.
fn is_encoded(credentials: &str) -> bool {
    let mut bytes = credentials.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'%' => bytes
                .next()
                .zip(bytes.next())
                .is_some_and(|(high, low)| high.is_ascii_hexdigit() && low.is_ascii_hexdigit()),
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:".contains(&byte),
        };
        if !right {
            return false;
        }
    }
    true
}

/// The URL with a password that is given as it is. None where it has one, or has no host.
pub(super) fn with_password(url: &Url, password: &Secret) -> Option<Url> {
    if url.password().is_some() {
        return None;
    }
    let mut url = url.clone();
    // `set_password` leaves a `%` alone, so that `p%41` would be read back as `pA`.
    url.set_password(Some(&encode(password.expose()))).ok()?;
    Some(url)
}

fn encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// Without the password and without the query, which may hold another.
pub(super) fn redacted(url: &Url) -> String {
    let user = url.username();
    let credentials = match (user, url.password()) {
        ("", None) => String::new(),
        (user, None) => format!("{user}@"),
        (user, Some(_)) => format!("{user}:***@"),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = if url.query().is_some() { "?..." } else { "" };
    format!(
        "{}://{credentials}{}{port}{}{query}",
        url.scheme(),
        url.host_str().unwrap_or_default(),
        url.path()
    )
}
