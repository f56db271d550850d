//! Addresses of the provider (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2).

use url::{Host, Url};

use crate::module::Test;
use crate::verdict::{Stop, ensure, failed};

/// An absolute https URL without a fragment. Plain http counts on a loopback address only, where nobody listens in; that is
/// noted.
pub fn is_secure(test: &Test, what: &str, address: &str) -> Result<Url, Stop> {
    let url =
        Url::parse(address).map_err(|error| failed(format!("{what} is not a URL: {error}: {address}")))?;
    ensure(url.has_host(), format!("{what} names no host: {address}"))?;
    ensure(url.fragment().is_none(), format!("{what} has a fragment: {address}"))?;
    ensure(url.username().is_empty() && url.password().is_none(), format!("{what} holds a name: {address}"))?;
    if url.scheme() == "http" && is_loopback(&url) {
        test.note(format!("{what} is plain http on a loopback address, which is for tests alone: {address}"));
    } else {
        ensure(url.scheme() == "https", format!("expected {what} as an https URL, got {address}"))?;
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_only_begins_like_loopback_is_not_loopback() {
        let is_loopback = |text: &str| is_loopback(&Url::parse(text).unwrap());
        assert!(
            is_loopback("http://localhost:1/")
                && is_loopback("http://[::1]/")
                && is_loopback("http://127.9.9.9/")
        );
        assert!(!is_loopback("http://localhost.example/") && !is_loopback("http://127.0.0.1.example/"));
    }
}
