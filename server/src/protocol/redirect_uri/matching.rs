//! Whether what was asked for was registered.

use super::RedirectUri;

/// The loopback addresses on which a native app listens at a port the system gave it. Literals
/// alone: RFC 8252 section 8.3 warns of `localhost`.
const ANY_PORT: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// Whether `asked` is one of `registered`: the same bytes (RFC 3986 section 6.2.1), but for the
/// port on a loopback address, which may be any (RFC 8252 section 7.3).
///
/// `http://localhost` is compared exactly, port and all. `any_localhost_port` lifts that for the
/// demo client of a server on a laptop, and for no other.
pub fn matches(registered: &[RedirectUri], asked: &str, any_localhost_port: bool) -> bool {
    registered.iter().map(RedirectUri::as_str).any(|registered| {
        let same_but_for_port = |host| match (after_port(registered, host), after_port(asked, host)) {
            (Some(registered), Some(asked)) => registered == asked,
            _ => false,
        };
        registered == asked
            || ANY_PORT.into_iter().any(same_but_for_port)
            || (any_localhost_port && same_but_for_port("http://localhost"))
    })
}

/// What follows `host` and its port, if the URI begins with that host. Of a registered URI that is
/// a path, a query or nothing (see `rules`), so that `.evil.test` and `@evil.test` equal none.
fn after_port<'a>(uri: &'a str, host: &str) -> Option<&'a str> {
    let rest = uri.strip_prefix(host)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(rest);
    };
    let end = rest.find(|letter: char| !letter.is_ascii_digit());
    let (port, rest) = rest.split_at(end.unwrap_or(rest.len()));
    let plain = !port.starts_with('0') && port.parse::<u16>().is_ok();
    plain.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::ApplicationType;
    use super::*;

    fn registered(uris: &[&str]) -> Vec<RedirectUri> {
        uris.iter().map(|uri| RedirectUri::register(uri, ApplicationType::Native).unwrap()).collect()
    }

    fn all(registered: &[RedirectUri], asked: &[&str], expected: bool) {
        for uri in asked {
            assert_eq!(matches(registered, uri, false), expected, "{uri:?}");
        }
    }

    #[test]
    fn only_the_same_bytes_match() {
        let web = registered(&["https://rp.test/cb", "https://rp.test/cb2?tenant=1"]);
        all(&web, &["https://rp.test/cb", "https://rp.test/cb2?tenant=1"], true);
        all(
            &web,
            &[
                // another host or path, less of one, or more
                "https://evil.test/cb",
                "https://rp.test/cb/x",
                "https://rp.test/cbx",
                "https://rp.test/cb%2Fx",
                "https://rp.test.evil.test/cb",
                "https://rpXtest/cb",
                "https://rp.test/",
                "https://rp.test",
                "",
                // a user before the host
                "https://rp.test@evil.test/cb",
                "https://a@b@rp.test/cb",
                "https://evil.test\\@rp.test/cb",
                "https://rp.test%40evil.test/cb",
                "https://user:pw@rp.test/cb",
                // the host or port written otherwise
                "https://RP.TEST/cb",
                "HTTPS://rp.test/cb",
                "https://rp.test:443/cb",
                "https://rp.test./cb",
                "https://xn--rp-test/cb",
                "https://\u{ff52}p.test/cb",
                "https://rp\u{3002}test/cb",
                "https://rp.test%00.evil.test/cb",
                "https://rp.test:8443/cb",
                // slashes, spaces and line ends
                "https:\\\\rp.test\\cb",
                "https:/rp.test/cb",
                "https://rp.test/cb%09",
                "https://rp.test/cb%0a",
                "https://rp.test%0d/cb",
                " https://rp.test/cb",
                "https://rp.test/cb ",
                "\u{feff}https://rp.test/cb",
                "https://rp.test/cb\r\nx: y",
                "https://rp.test/c\tb",
                // another query, or a fragment
                "https://rp.test/cb?x=1",
                "https://rp.test/cb?",
                "https://rp.test/cb2?tenant=1&x=1",
                "https://rp.test/cb2?tenant=2",
                "https://rp.test/cb2",
                "https://rp.test/cb?code=attacker&state=attacker",
                "https://rp.test/cb#",
                "https://rp.test/cb#x",
                // what a library would make equal
                "https://rp.test/CB",
                "https://rp.test/./cb",
                "https://rp.test/%63b",
                "http://rp.test/cb",
            ],
            false,
        );
        all(&[], &["https://rp.test/cb", ""], false);
    }

    #[test]
    fn br_01_any_port_on_a_loopback_address() {
        let native = registered(&[
            "http://127.0.0.1/callback",
            "http://[::1]/callback",
            "http://localhost:1234/callback",
        ]);
        all(
            &native,
            &[
                "http://127.0.0.1:53219/callback",
                "http://[::1]:61023/callback",
                "http://127.0.0.1/callback",
                "http://[::1]/callback",
                "http://127.0.0.1:1/callback",
                "http://127.0.0.1:65535/callback",
                "http://localhost:1234/callback",
            ],
            true,
        );
        all(
            &native,
            &[
                "http://127.0.0.1:53219/callback/",
                "http://127.0.0.1:53219/other",
                "http://localhost:53219/callback",
                "http://localhost/callback",
                "http://localhost:1/callback",
                "http://127.0.0.1.example.com/callback",
                "http://127.0.0.1:53219@example.com/callback",
                "http://127.0.0.1@example.com/callback",
                "http://127.0.0.1:1.example.com/callback",
                "https://127.0.0.1:53219/callback",
                "http://127.1/callback",
                "http://127.1:1/callback",
                "http://2130706433/callback",
                "http://[::ffff:127.0.0.1]/callback",
                "http://[::1]:1@evil.test/callback",
                "http://127.0.0.1:/callback",
                "http://127.0.0.1:0/callback",
                "http://127.0.0.1:080/callback",
                "http://127.0.0.1:65536/callback",
                "http://127.0.0.1:+1/callback",
                "http://127.0.0.1:1:2/callback",
                "http://127.0.0.1:1/callback?x",
                "http://127.0.0.1:1/callback#",
                "http://127.0.0.1:1",
                "http://127.0.0.1:1\\callback",
                "http://127.0.0.1:1/callback\r\n",
                "HTTP://127.0.0.1:1/callback",
                "http://127.0.0.1: 1/callback",
                "http://127.0.0.1:\u{0661}/callback",
            ],
            false,
        );
        let web = registered(&["https://app.example.com/callback"]);
        all(
            &web,
            &[
                "https://app.example.com:8443/callback",
                "http://127.0.0.1:1/callback",
                "http://127.0.0.1/callback",
            ],
            false,
        );
        let with_port = registered(&["http://127.0.0.1:8080?a=b", "http://[::1]"]);
        all(&with_port, &["http://127.0.0.1:9?a=b", "http://127.0.0.1?a=b", "http://[::1]:9"], true);
        all(&with_port, &["http://127.0.0.1:9", "http://[::1]:9/", "http://127.0.0.1:9?a=c"], false);
    }

    #[test]
    fn any_port_on_localhost_is_for_the_demo_client() {
        let demo = registered(&["http://localhost:3000/cb"]);
        for uri in ["http://localhost:5173/cb", "http://localhost/cb", "http://localhost:3000/cb"] {
            assert!(matches(&demo, uri, true), "{uri}");
        }
        for uri in [
            "http://localhost:5173/",
            "http://localhost.evil.test/cb",
            "http://localhost:1@evil.test/cb",
            "https://localhost:5173/cb",
            "http://127.0.0.1:3000/cb",
        ] {
            assert!(!matches(&demo, uri, true), "{uri}");
        }
        assert!(!matches(&demo, "http://localhost:5173/cb", false));
    }

    #[test]
    fn private_use_schemes_match_exactly() {
        let native = registered(&["com.example.app:/cb"]);
        all(&native, &["com.example.app:/cb"], true);
        all(
            &native,
            &[
                "com.example.app://cb",
                "com.example.app:///cb",
                "COM.example.app:/cb",
                "com.example.app.evil:/cb",
                "com.example.app:/cb/",
            ],
            false,
        );
    }

    /// What is accepted is registered, or a loopback URI whose port was exchanged.
    #[test]
    fn a_changed_byte_never_matches() {
        let uris = [
            "https://rp.test/cb?tenant=1",
            "com.example.app:/cb",
            "http://127.0.0.1:8080/cb",
            "http://[::1]/cb",
        ];
        let known = registered(&uris);
        for uri in uris {
            let port = if uri.contains(":8080") { 17..21 } else { 0..0 };
            for (at, _) in uri.char_indices().filter(|(at, _)| !port.contains(at)) {
                for letter in ['\0', '/', '.', ':', '@', '?', '#', '%', 'z', '9', '\\', '[', '\n'] {
                    let mut asked = uri.to_owned();
                    asked.replace_range(at..=at, letter.encode_utf8(&mut [0; 4]));
                    assert!(asked == uri || !matches(&known, &asked, false), "{asked:?}");
                }
            }
        }
    }
}
