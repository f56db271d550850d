//! A person or service that mails come from.

use std::fmt;
use std::str::FromStr;

use super::setting::{Expected, TextSetting};

/// A mailbox (RFC 5322 section 3.4): an address, and perhaps a name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

const WHAT: &str = "an e-mail address such as no-reply@example.com, or Name <no-reply@example.com>";

impl TextSetting for Mailbox {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Mailbox {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        let refused = || Expected::one(WHAT);
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<').ok_or_else(refused)?,
            None => ("", text.trim()),
        };
        let name = name.trim().trim_matches('"').trim();
        let is_plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\"\\".contains(c);
        let parts = address.rsplit_once('@');
        let fits = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        if !fits
            || !address.chars().all(is_plain)
            || name.contains(|c: char| c.is_control() || "<>\"".contains(c))
        {
            return Err(refused());
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { name, address: address.to_owned() })
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_stand_before_the_address() {
        let read = |text: &str| text.parse::<Mailbox>().map(|mailbox| (mailbox.name, mailbox.address));
        let named = |name: &str| Some(name.to_owned());
        let address = || "no-reply@example.com".to_owned();
        assert_eq!(read("no-reply@example.com"), Ok((None, address())));
        assert_eq!(read("Kiosk <no-reply@example.com>"), Ok((named("Kiosk"), address())));
        assert_eq!(read("\"Kiosk, Ltd\" <no-reply@example.com>"), Ok((named("Kiosk, Ltd"), address())));
        for text in ["", "@", "a@", "Kiosk", "a b@example.com", "<a@b", "a@b>c", "a@b, c@d", "Ki\nosk <a@b>"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
