//! What a proxy says of whom it speaks for: `X-Forwarded-For`, and `Forwarded` (RFC 7239).
//!
//! Both are lists to which each proxy adds at the end. Here they are read as hops, the nearest first; a hop that names no
//! address is `None`: `unknown` and `_hidden` (RFC 7239 sections 6.2 and 6.3), or what was never an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::header::FORWARDED;
use http::{HeaderMap, HeaderValue};

/// The hops of all `X-Forwarded-For`; `None` where there is no such header.
pub(super) fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    hops(headers.get_all("x-forwarded-for").iter(), |list| {
        list.split(|byte| *byte == b',').map(|hop| address(text(hop)?.trim())).collect()
    })
}

/// The hops of all `Forwarded`; `None` where there is no such header. One that does not keep to the grammar is one hop that
/// names nothing: where a quote was left open, nobody knows who wrote what comes after it.
pub(super) fn forwarded(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    hops(headers.get_all(FORWARDED).iter(), |list| {
        text(list).and_then(elements).unwrap_or_else(|| vec![None])
    })
}

/// Several headers of one name are one list (RFC 9110 section 5.3).
fn hops<'h>(
    headers: impl Iterator<Item = &'h HeaderValue>,
    read: impl Fn(&[u8]) -> Vec<Option<IpAddr>>,
) -> Option<Vec<Option<IpAddr>>> {
    let mut headers = headers.peekable();
    headers.peek()?;
    let mut hops: Vec<_> = headers.flat_map(|header| read(header.as_bytes())).collect();
    hops.reverse();
    Some(hops)
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// An address as proxies write it in `X-Forwarded-For`, which nobody has specified.
fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| node(text)).map(|address: IpAddr| address.to_canonical())
}

/// RFC 7239 section 6: an IPv4 address or an IPv6 address in brackets, and perhaps a port.
fn node(text: &str) -> Option<IpAddr> {
    let (address, port) = if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        (address.parse::<Ipv6Addr>().ok()?.into(), port)
    } else {
        let (address, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (address.parse::<Ipv4Addr>().ok()?.into(), port)
    };
    (port.is_empty() || is_port(port.strip_prefix(':')?)).then_some(address)
}

fn is_port(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(hidden) => {
            !hidden.is_empty() && hidden.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        }
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// RFC 7239 section 4, the farthest first. Empty elements of a list count for nothing (RFC 9110 section 5.6.1).
fn elements(list: &str) -> Option<Vec<Option<IpAddr>>> {
    let (mut hops, mut named, mut is_empty) = (Vec::new(), None::<String>, true);
    let mut rest = list.trim_start();
    loop {
        if let Some((name, after)) = token(rest) {
            let (value, after) = value(after.strip_prefix('=')?)?;
            // Each parameter once: of two, one reader would take the first and another the last.
            if name.eq_ignore_ascii_case("for") && named.replace(value).is_some() {
                return None;
            }
            is_empty = false;
            rest = after.trim_start();
        }
        let ends = rest.strip_prefix(',');
        if (ends.is_some() || rest.is_empty()) && !std::mem::replace(&mut is_empty, true) {
            hops.push(named.take().and_then(|named| Some(node(&named)?.to_canonical())));
        }
        rest = match ends.or_else(|| rest.strip_prefix(';')) {
            Some(after) => after.trim_start(),
            None if rest.is_empty() => return Some(hops),
            None => return None,
        };
    }
}

/// A token and what follows it (RFC 9110 section 5.6.2); none where there is none.
fn token(text: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A token or a quoted string, and what follows it (RFC 9110 section 5.6.4).
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        return token(text).map(|(value, rest)| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(letters.next()?.1),
            _ => value.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &str) -> Vec<String> {
        let shown = |hop: &Option<IpAddr>| hop.map_or("-".to_owned(), |address| address.to_string());
        elements(list).map_or_else(|| vec!["broken".to_owned()], |hops| hops.iter().map(shown).collect())
    }

    #[test]
    fn the_examples_of_the_specification() {
        for (list, hops) in [
            (r#"for="_gazonk""#, vec!["-"]),
            (r#"For="[2001:db8:cafe::17]:4711""#, vec!["2001:db8:cafe::17"]),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", vec!["192.0.2.60"]),
            ("for=192.0.2.43, for=198.51.100.17", vec!["192.0.2.43", "198.51.100.17"]),
            ("for=_hidden, for=_SEVKISEK", vec!["-", "-"]),
            (
                r#"for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown"#,
                vec!["192.0.2.43", "2001:db8:cafe::17", "-"],
            ),
            (r#"for="192.0.2.43:47011", for="10.0.0.1:_port""#, vec!["192.0.2.43", "10.0.0.1"]),
        ] {
            assert_eq!(read(list), hops, "{list}");
        }
    }

    #[test]
    fn elements_without_an_address_are_hops_that_name_nothing() {
        for (list, hops) in [
            ("proto=https", vec!["-"]),
            (r#"for="""#, vec!["-"]),
            (r#"for="2001:db8::1""#, vec!["-"]),
            (r#"for="[::1]x""#, vec!["-"]),
            (r#"for="[::ffff:192.0.2.1]""#, vec!["192.0.2.1"]),
            (r#"for="1.2.3.4\"""#, vec!["-"]),
            (r#"host="a,for=6.6.6.6;b";for=1.2.3.4"#, vec!["1.2.3.4"]),
            (", ,for=1.2.3.4 , ", vec!["1.2.3.4"]),
            ("for=1.2.3.4;;proto=http", vec!["1.2.3.4"]),
            ("", vec![]),
        ] {
            assert_eq!(read(list), hops, "{list}");
        }
    }

    /// A client that leaves a quote open would swallow what the proxy adds, or make its own of it.
    #[test]
    fn what_breaks_the_grammar_names_nobody_at_all() {
        for list in [
            r#"for=6.6.6.6, for="x, for=192.0.2.1"#,
            r#"for=6.6.6.6;host=", for="[2001:db8::1]""#,
            r#"for=6.6.6.6, for=", for=192.0.2.1;proto="https""#,
            "for=1.2.3.4;for=6.6.6.6",
            "for=[2001:db8::1]",
            "for=1.2.3.4:80",
            "for 1.2.3.4",
            "for=",
            "1.2.3.4",
            "for=1.2.3.4 for=6.6.6.6",
            r#"for="1.2.3.4\"#,
        ] {
            assert_eq!(read(list), ["broken"], "{list}");
        }
    }

    #[test]
    fn the_older_header_has_addresses_in_many_clothes() {
        for (text, expected) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1:4711", Some("192.0.2.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:443", Some("2001:db8::1")),
            ("::ffff:192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1:", None),
            ("192.0.2.1:999999", None),
            ("unknown", None),
            ("192.0.2.256", None),
            ("fe80::1%eth0", None),
        ] {
            assert_eq!(address(text).map(|address| address.to_string()).as_deref(), expected, "{text}");
        }
    }
}
