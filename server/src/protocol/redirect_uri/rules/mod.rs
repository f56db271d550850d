//! What may be registered.

use url::Url;

use super::ApplicationType;

/// No redirect URI that somebody meant is longer.
const LONGEST: usize = 2_048;

/// Parameters of our answer (RFC 6749 sections 4.1.2 and 4.2.2, RFC 9207, JARM, OpenID Connect).
/// One that is registered already would reach the client twice.
const ANSWERS: [&str; 11] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "response",
    "session_state",
    "state",
];

/// The rule that a URI breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Bounds what is stored and compared.
    #[error("it is longer than 2048 characters")]
    Length,
    /// RFC 3986 section 2.
    #[error("it holds a character that a URI must percent-encode (RFC 3986 section 2)")]
    Character,
    /// Nobody's path needs a line end.
    #[error("it holds an encoded control character")]
    Control,
    /// RFC 3986 section 4.3, section 3.1.
    #[error(
        "it is not absolute: it must begin with a scheme of lower-case letters, digits, +, - and . (RFC 3986 section 3.1)"
    )]
    Scheme,
    /// RFC 6749 section 3.1.2.
    #[error("it must not have a fragment, nor an empty one (RFC 6749 section 3.1.2)")]
    Fragment,
    /// RFC 9700 section 2.1.
    #[error("wildcards are not known: redirect URIs are compared exactly (RFC 9700 section 2.1)")]
    Wildcard,
    /// RFC 8252 section 7.1.
    #[error(
        "its scheme is neither https nor a private-use scheme, which must contain a dot as in com.example.app (RFC 8252 section 7.1)"
    )]
    UnknownScheme,
    /// OpenID Connect Dynamic Client Registration 1.0 section 2.
    #[error("a private-use scheme is for clients of application_type native")]
    PrivateSchemeOfWeb,
    /// RFC 8252 section 8.3.
    #[error("http is for 127.0.0.1, [::1] and localhost alone (RFC 8252 section 7.3); use https")]
    PlainHttp,
    /// User information misleads people about the host.
    #[error("it must not hold user information before the host")]
    UserInformation,
    /// A host that browsers read otherwise than it is written.
    #[error("its host must be a plain name or address as in https://rp.example.com:8443/callback")]
    Host,
    /// The client would get it twice (RFC 6749 section 3.1: each parameter once).
    #[error("its query holds a parameter of the authorization response, such as code or state")]
    AnswerParameter,
}

/// Checks `text` from its outer form inwards, so that the rule named is the one to mend first.
pub(super) fn check(text: &str, kind: ApplicationType) -> Result<(), Rule> {
    check_characters(text)?;
    let (scheme, rest) = text.split_once(':').ok_or(Rule::Scheme)?;
    let mut letters = scheme.bytes();
    let well_begun = letters.next().is_some_and(|first| first.is_ascii_lowercase());
    if !well_begun || !letters.all(is_scheme_letter) {
        return Err(Rule::Scheme);
    }
    match scheme {
        "https" => check_host(text, rest)?,
        "http" => match check_host(text, rest) {
            Ok(()) if is_loopback(rest) => {}
            Ok(()) => return Err(Rule::PlainHttp),
            Err(rule) => return Err(rule),
        },
        _ => check_private(scheme, rest, kind)?,
    }
    check_query(text)
}

fn check_characters(text: &str) -> Result<(), Rule> {
    if text.len() > LONGEST {
        return Err(Rule::Length);
    }
    if text.contains('#') {
        return Err(Rule::Fragment);
    }
    if text.contains('*') {
        return Err(Rule::Wildcard);
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=%".contains(&byte)) {
        return Err(Rule::Character);
    }
    for tail in text.split('%').skip(1) {
        let digits = tail.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or(Rule::Character)?;
        if code.is_ascii_control() {
            return Err(Rule::Control);
        }
    }
    Ok(())
}

const fn is_scheme_letter(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')
}

/// The dot makes the scheme somebody's domain turned round, and keeps `javascript` and `data` out.
fn check_private(scheme: &str, rest: &str, kind: ApplicationType) -> Result<(), Rule> {
    if !scheme.contains('.') {
        return Err(Rule::UnknownScheme);
    }
    if kind == ApplicationType::Web {
        return Err(Rule::PrivateSchemeOfWeb);
    }
    match rest.strip_prefix("//").map(authority) {
        Some(authority) if authority.contains('@') => Err(Rule::UserInformation),
        _ => Ok(()),
    }
}

/// Whether the authority of an http(s) URI is `host` or `host:port`, plainly written: the URL
/// standard, by which browsers go, must read the very host that stands there.
fn check_host(text: &str, rest: &str) -> Result<(), Rule> {
    let authority = authority(rest.strip_prefix("//").ok_or(Rule::Host)?);
    if authority.contains('@') {
        return Err(Rule::UserInformation);
    }
    let (host, port) = split_port(authority);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let literal = host.starts_with('[') && host.ends_with(']');
    let port_fits =
        port.is_none_or(|port| matches!(port.parse(), Ok(1..=u16::MAX)) && !port.starts_with(['0', '+']));
    if host.is_empty() || !port_fits || !(literal || host.bytes().all(plain)) {
        return Err(Rule::Host);
    }
    let read = Url::parse(text).map_err(|_| Rule::Host)?;
    let same = read.host_str().is_some_and(|read| read.eq_ignore_ascii_case(host));
    if same { Ok(()) } else { Err(Rule::Host) }
}

/// The hosts a browser reaches without leaving the machine. `localhost` may resolve elsewhere, and
/// is taken because command-line tools use it; it gets the registered port only.
fn is_loopback(rest: &str) -> bool {
    let (host, _) = split_port(authority(rest.trim_start_matches('/')));
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

/// What stands before the path.
pub(super) fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Host and port; the colons inside `[::1]` are the host's.
pub(super) fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn check_query(text: &str) -> Result<(), Rule> {
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let mut names = url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    if names.any(|name| ANSWERS.contains(&name.as_ref())) { Err(Rule::AnswerParameter) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
