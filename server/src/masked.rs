//! Text for the log: e-mail addresses and IP addresses in it become unreadable.
//!
//! What we log by ourselves names nobody. What callers choose (a path, the name of a parameter) and what others report
//! (causes) may.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

const EMAIL: &str = "[email]";
const ADDRESS: &str = "[address]";

/// The text with `[email]` and `[address]` where such stood.
pub fn masked(text: &str) -> Cow<'_, str> {
    if !may_hold_some(text) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(is_between).unwrap_or(rest.len()));
        written.push_str(mask_of(word).unwrap_or(word));
        let next = after.find(|c| !is_between(c)).unwrap_or(after.len());
        written.push_str(&after[..next]);
        rest = &after[next..];
    }
    Cow::Owned(written)
}

/// Most texts hold neither, and are looked at once.
fn may_hold_some(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'@' | b'%' | b':' | b'.'))
}

/// What stands between words: never inside an address, percent-encoded or not.
fn is_between(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "/?&=;,()<>{}|\"'`\\".contains(c)
}

fn mask_of(word: &str) -> Option<&'static str> {
    if word.contains('@') || word.contains("%40") {
        return Some(EMAIL);
    }
    let bare = word.trim_end_matches(['.', ':', '!']);
    let inside = bare.trim_start_matches('[').trim_end_matches(']');
    let colons = inside.replace("%3A", ":").replace("%3a", ":");
    let is_address = [bare, inside, &*colons]
        .iter()
        .any(|text| text.parse::<IpAddr>().is_ok() || text.parse::<SocketAddr>().is_ok());
    is_address.then_some(ADDRESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people_and_machines_are_masked_wherever_they_stand() {
        for (text, shown) in [
            ("ada@example.com", "[email]"),
            ("/reset/ada@example.com/now", "/reset/[email]/now"),
            ("/reset/ada%40example.com", "/reset/[email]"),
            ("to <ada.lovelace+x@mail.example.com>, at once", "to <[email]>, at once"),
            ("the parameter \"ada@example.com\" is sent twice", "the parameter \"[email]\" is sent twice"),
            ("from 192.0.2.7.", "from [address]"),
            ("from 192.0.2.7:4711: refused", "from [address] refused"),
            ("/ban/2001:db8::7", "/ban/[address]"),
            ("/ban/2001%3Adb8%3A%3A7", "/ban/[address]"),
            ("[2001:db8::7]:443 is away", "[address] is away"),
            ("::ffff:192.0.2.7", "[address]"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in [
            "",
            "/token",
            "/.well-known/openid-configuration",
            "redirect_uri is missing: https://id.example.com/cb",
            "release 1.2.3, at 12:30",
            "grant_type is not supported, expected authorization_code or refresh_token",
            "100 % of it",
            "signet::web is a path of ours",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
