//! Words about mail and accounts.

use std::fmt;
use std::str::FromStr;

use super::setting::{Expected, TextSetting};

/// Whether a connection to a mail server that begins in the clear must become TLS (STARTTLS, RFC 3207).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Nothing is sent before it has.
    Required,
    /// It stays in the clear: for a server on the same machine.
    Off,
}

const TLS: &str = "required or off";

impl TextSetting for MailTls {
    const WHAT: &'static str = TLS;
}

impl FromStr for MailTls {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        match text {
            "required" => Ok(Self::Required),
            "off" => Ok(Self::Off),
            _ => Err(Expected::one(TLS)),
        }
    }
}

impl fmt::Display for MailTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Required => "required",
            Self::Off => "off",
        })
    }
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Everybody who has an e-mail address.
    Open,
    /// Operators alone.
    Closed,
}

const REGISTRATION: &str = "open or closed";

impl TextSetting for Registration {
    const WHAT: &'static str = REGISTRATION;
}

impl FromStr for Registration {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        match text {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            _ => Err(Expected::one(REGISTRATION)),
        }
    }
}

impl fmt::Display for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Closed => "closed",
        })
    }
}

/// What ends when a person changes their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordChangeEnds {
    /// Everything but the session in which it is changed.
    Others,
    /// That session too.
    All,
    /// Nothing.
    None,
}

const ENDS: &str = "others, all or none";

impl TextSetting for PasswordChangeEnds {
    const WHAT: &'static str = ENDS;
}

impl FromStr for PasswordChangeEnds {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        match text {
            "others" => Ok(Self::Others),
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            _ => Err(Expected::one(ENDS)),
        }
    }
}

impl fmt::Display for PasswordChangeEnds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Others => "others",
            Self::All => "all",
            Self::None => "none",
        })
    }
}

/// What a new password is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRules {
    /// 12 characters of four kinds.
    Composition,
    /// 15 characters of any kind (NIST SP 800-63B-4 section 3.1.1.2).
    Length,
}

const RULES: &str = "composition or length";

impl TextSetting for PasswordRules {
    const WHAT: &'static str = RULES;
}

impl FromStr for PasswordRules {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        match text {
            "composition" => Ok(Self::Composition),
            "length" => Ok(Self::Length),
            _ => Err(Expected::one(RULES)),
        }
    }
}

impl fmt::Display for PasswordRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Composition => "composition",
            Self::Length => "length",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for word in ["required", "off"] {
            assert_eq!(word.parse::<MailTls>().unwrap().to_string(), word);
        }
        for word in ["open", "closed"] {
            assert_eq!(word.parse::<Registration>().unwrap().to_string(), word);
        }
        for word in ["others", "all", "none"] {
            assert_eq!(word.parse::<PasswordChangeEnds>().unwrap().to_string(), word);
        }
        for word in ["composition", "length"] {
            assert_eq!(word.parse::<PasswordRules>().unwrap().to_string(), word);
        }
        assert!("Open".parse::<Registration>().is_err() && "".parse::<MailTls>().is_err());
    }
}
