//! What a browser calls itself, in words that a person knows again. May import nothing of ours.

use std::fmt;

use woothee::parser::Parser;

/// The program and the system of a `User-Agent`, where both are known: `Firefox`, `Windows 11`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The program's name.
    pub program: String,
    /// The system's name.
    pub system: Option<String>,
}

impl Device {
    /// What the text tells; nothing where it is of no browser that is known.
    pub fn of(user_agent: &str) -> Option<Self> {
        let found = Parser::new().parse(user_agent)?;
        let known = |text: &str| (!text.is_empty() && text != "UNKNOWN").then(|| text.to_owned());
        Some(Self { program: known(found.name)?, system: known(found.os) })
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.system {
            Some(system) => write!(f, "{}, {system}", self.program),
            None => f.write_str(&self.program),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(user_agent: &str) -> Option<(String, Option<String>)> {
        Device::of(user_agent).map(|device| (device.program, device.system))
    }

    #[test]
    fn common_browsers_are_known_by_their_names() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(told(firefox), Some(("Firefox".into(), Some("Linux".into()))));
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(told(safari), Some(("Safari".into(), Some("iPhone".into()))));
        for unknown in ["", "<script>", "signet-test"] {
            assert_eq!(told(unknown), None, "{unknown}");
        }
    }
}
