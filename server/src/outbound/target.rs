//! Which URLs we ask for, judged by their text alone: at the moment somebody registers one, and
//! again before each request.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use super::address::is_permitted;
use super::fetch_error::Cause;
use crate::config::value::Cidr;

/// No URL that somebody meant is longer.
const LONGEST: usize = 2_048;

/// Parses `text` into the URL to request, without its fragment, which is the asker's own
/// (OpenID Connect Core 1.0 section 6.2) and never sent.
pub(super) fn parse(text: &str, allow_http: bool, allowed: &[Cidr]) -> Result<Url, Cause> {
    let authority = after_scheme(text, allow_http)?;
    check_characters(text)?;
    if authority.contains('@') {
        return Err(Cause::Url("user information"));
    }
    let mut url = Url::parse(text).map_err(|_| Cause::Url("not a URL"))?;
    url.set_fragment(None);
    match literal(&url)? {
        Some(address) if !is_permitted(address, allowed) => Err(Cause::Address(address)),
        _ => Ok(url),
    }
}

/// What stands between `https://` and the path. Written out, because the URL standard forgives
/// missing and additional slashes.
fn after_scheme(text: &str, allow_http: bool) -> Result<&str, Cause> {
    let (scheme, rest) = text.split_once("://").ok_or(Cause::Url("not absolute"))?;
    let known = scheme.eq_ignore_ascii_case("https") || (allow_http && scheme.eq_ignore_ascii_case("http"));
    if !known {
        return Err(Cause::Url("the scheme is not https"));
    }
    match rest.split(['/', '?', '#']).next() {
        Some(authority) if !authority.is_empty() => Ok(authority),
        _ => Err(Cause::Url("no host")),
    }
}

/// The URL standard drops tabs and line ends, trims spaces and turns backslashes. A URL with one
/// was built to be read in two ways, and one with an encoded control character (`%0d%0a`) is aimed
/// at somebody behind us.
fn check_characters(text: &str) -> Result<(), Cause> {
    if text.len() > LONGEST {
        return Err(Cause::Url("too long"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err(Cause::Url("a character that no URL has"));
    }
    let hides_control = text.split('%').skip(1).any(|tail| {
        let code = tail.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        code.is_some_and(|code| code.is_ascii_control())
    });
    if hides_control { Err(Cause::Url("an encoded control character")) } else { Ok(()) }
}

/// The address a host spells out, in whatever notation. `localhost` and the names below it are the
/// loopback address by RFC 6761 section 6.3, whatever a resolver says.
fn literal(url: &Url) -> Result<Option<IpAddr>, Cause> {
    match url.host() {
        Some(Host::Ipv4(address)) => Ok(Some(address.into())),
        Some(Host::Ipv6(address)) => Ok(Some(address.into())),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let local = name == "localhost" || name.ends_with(".localhost");
            Ok(local.then_some(Ipv4Addr::LOCALHOST.into()))
        }
        None => Err(Cause::Url("no host")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Cause {
        parse(text, false, &[]).map(String::from).expect_err(text)
    }

    #[test]
    fn every_spelling_of_an_inner_address_is_caught() {
        let hosts = [
            "127.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:7f00:1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "169.254.169.254",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "[fc00::1]",
            "[fd00::1]",
            "[fe80::1]",
            "2130706433",
            "0177.0.0.1",
            "0x7f.1",
            "0x7f000001",
            "127.1",
            "127.0.0.1.",
            "0",
            "017700000001",
            "%31%32%37.0.0.1",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
        ];
        for host in hosts {
            for rest in ["", "/jwks", ":8443/jwks", "?a=b"] {
                let cause = refused(&format!("https://{host}{rest}"));
                assert!(matches!(cause, Cause::Address(_)), "{host}{rest}: {cause}");
            }
        }
        // Full-width digits and circled letters fold to an address in the URL standard.
        for host in ["１２７.0.0.1", "ⓛocalhost", "127。0。0。1", "[fe80::1%25eth0]", "[::1", "0x7f.0.0.0.1"]
        {
            refused(&format!("https://{host}/"));
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        let urls = [
            "http://rp.test/",
            "file:///etc/passwd",
            "gopher://rp.test/",
            "ftp://rp.test/",
            "data:text/plain,x",
            "unix:/run/x.sock",
            "unix://rp.test/",
            "javascript:alert(1)",
            "blob:https://rp.test/x",
            "//rp.test/",
            "/jwks",
            "",
            "https:rp.test",
            "https:/rp.test",
            "https:///rp.test",
            "https://",
            "https://?x",
            "rp.test",
        ];
        for url in urls {
            assert!(matches!(refused(url), Cause::Url(_)), "{url}");
        }
        assert!(parse("http://rp.test/", true, &[]).is_ok());
        assert!(parse("ftp://rp.test/", true, &[]).is_err());
    }

    #[test]
    fn nothing_can_split_a_request() {
        let urls = [
            "https://rp.test/a\r\nHost: evil.test",
            "https://rp.test/a\nb",
            "https://rp.test/a b",
            "https://rp.test/\0",
            "https://rp.test/\ta",
            " https://rp.test/",
            "https://rp.test/ ",
            "https://rp.test\\@evil.test/",
            "https://rp.test/%0d%0aHost:%20evil",
            "https://rp.test/%0A",
            "https://rp.test/%00",
            "https://rp.test/?q=%7f",
            "https://rp.test/\u{e9}",
            "https://rp\r\n.test/",
            "https://a@rp.test/",
            "https://a:b@rp.test/",
            "https://@rp.test/",
        ];
        for url in urls {
            assert!(matches!(refused(url), Cause::Url(_)), "{url:?}");
        }
        refused(&format!("https://rp.test/{}", "a".repeat(LONGEST)));
    }

    #[test]
    fn a_plain_url_passes_and_loses_its_fragment() {
        let url = parse("https://rp.test:8443/a%20b/@me?x=1%2F2#digest", false, &[]).unwrap();
        assert_eq!(url.as_str(), "https://rp.test:8443/a%20b/@me?x=1%2F2");
        assert!(parse("HTTPS://RP.test", false, &[]).is_ok());
        assert!(parse("https://8.8.8.8/", false, &[]).is_ok());
        assert!(parse("https://[2606:4700::1111]/", false, &[]).is_ok());
    }

    #[test]
    fn an_allowed_address_may_be_spelt_out() {
        let allowed = Cidr::LOOPBACK;
        for url in ["https://127.0.0.1/", "https://[::1]:8443/", "https://localhost/"] {
            assert!(parse(url, false, &allowed).is_ok(), "{url}");
        }
        assert!(parse("https://10.0.0.1/", false, &allowed).is_err());
    }
}
