//! Where the browser goes: the answer added to a redirect URI, and what a page shows and allows
//! of it. These take the URI that was asked for, once it matched: its port may be the app's own.

use url::form_urlencoded::Serializer;

use super::rules::{authority, split_port};

/// `uri` with `parameters` added to its query. The registered part stays byte for byte
/// (RFC 6749 section 3.1.2).
pub fn append(uri: &str, parameters: &[(&str, &str)]) -> String {
    let joint = match uri.split_once('?') {
        _ if parameters.is_empty() => "",
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{uri}{joint}{}", encode(parameters))
}

/// `parameters` as `application/x-www-form-urlencoded` (RFC 6749 appendix B), for a query or a
/// fragment.
pub fn encode(parameters: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The party behind `uri`, to show to a person: the host with its port, or the private-use scheme.
pub fn host_of(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    match scheme {
        "https" | "http" => rest.strip_prefix("//").map(authority).filter(|host| !host.is_empty()),
        _ => Some(scheme),
    }
}

/// The source expression that lets a form reach `uri` under `form-action` (CSP Level 3 section
/// 2.3.1): an origin, or a whole scheme where that grammar has no narrower word. It knows no IPv6
/// literal, and matches no other IPv4 address than 127.0.0.1.
pub fn origin_of(uri: &str) -> Option<String> {
    let (scheme, _) = uri.split_once(':')?;
    if !matches!(scheme, "https" | "http") {
        return Some(format!("{scheme}:"));
    }
    let authority = host_of(uri)?;
    let (host, _) = split_port(authority);
    let nameless = host != "127.0.0.1" && host.parse::<std::net::Ipv4Addr>().is_ok();
    Some(if host.starts_with('[') || nameless {
        format!("{scheme}:")
    } else {
        format!("{scheme}://{authority}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn br_02_the_registered_query_stays_as_it_is() {
        let answer = [("code", "a+b/c"), ("state", "x y&z=é\r\n"), ("iss", "https://id.test")];
        let encoded = "code=a%2Bb%2Fc&state=x+y%26z%3D%C3%A9%0D%0A&iss=https%3A%2F%2Fid.test";
        let cases = [
            ("https://rp.test/cb", "?"),
            ("https://rp.test", "?"),
            ("https://app.example.com/cb?tenant=acme&next=%2Fhome", "&"),
            ("https://rp.test/cb?", ""),
            ("https://rp.test/cb?a=1&", ""),
            ("https://rp.test/cb?a=b?c", "&"),
            ("http://127.0.0.1:53219/cb", "?"),
        ];
        for (uri, joint) in cases {
            assert_eq!(append(uri, &answer), format!("{uri}{joint}{encoded}"));
            assert_eq!(append(uri, &[]), uri);
        }
    }

    #[test]
    fn br_04_slashes_of_a_private_use_scheme_stay() {
        for uri in ["com.example.app:/oauth2redirect", "com.example.app:///cb", "com.example.app://auth/cb"] {
            assert_eq!(append(uri, &[("code", "x")]), format!("{uri}?code=x"));
        }
    }

    #[test]
    fn no_line_end_reaches_the_header() {
        let location = append("https://rp.test/cb", &[("state", "\r\nSet-Cookie: a=b\0\t\u{2028}")]);
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location:?}");
    }

    #[test]
    fn a_page_names_the_party_and_allows_its_origin() {
        let cases = [
            ("https://rp.test/cb", "rp.test", "https://rp.test"),
            ("https://rp.test:8443/cb?x=https://evil.test", "rp.test:8443", "https://rp.test:8443"),
            ("https://rp.test?x", "rp.test", "https://rp.test"),
            ("http://127.0.0.1:53219/cb", "127.0.0.1:53219", "http://127.0.0.1:53219"),
            ("http://localhost:3000", "localhost:3000", "http://localhost:3000"),
            ("http://[::1]:53219/cb", "[::1]:53219", "http:"),
            ("https://192.0.2.1/cb", "192.0.2.1", "https:"),
            ("com.example.app:/cb", "com.example.app", "com.example.app:"),
            ("com.example.app://auth/cb", "com.example.app", "com.example.app:"),
        ];
        for (uri, host, origin) in cases {
            assert_eq!(host_of(uri), Some(host), "{uri}");
            assert_eq!(origin_of(uri).as_deref(), Some(origin), "{uri}");
        }
        assert_eq!((host_of("cb"), origin_of("https:/cb")), (None, None));
    }
}
