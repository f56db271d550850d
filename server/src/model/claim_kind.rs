//! What the standard claims of a person may be (OpenID Connect Core 5.1).

use chrono::NaiveDate;
use serde_json::Value;
use url::Url;

use super::user::canonical_name;

const LONGEST_TEXT: usize = 1000;

/// What a claim's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// A text on one line.
    Text,
    /// Yes or no, about a claim that is part of the profile.
    Flag,
    /// Whether the e-mail address was proven.
    EmailFlag,
    /// The address of a page or a picture.
    Page,
    /// A day, perhaps without its year, or a year.
    Birthdate,
    /// A postal address.
    Address,
    /// An e-mail address.
    Email,
    /// A name to sign in with.
    Name,
}

static KNOWN: [(&str, ClaimKind); 18] = [
    ("email", ClaimKind::Email),
    ("email_verified", ClaimKind::EmailFlag),
    ("preferred_username", ClaimKind::Name),
    ("name", ClaimKind::Text),
    ("given_name", ClaimKind::Text),
    ("family_name", ClaimKind::Text),
    ("middle_name", ClaimKind::Text),
    ("nickname", ClaimKind::Text),
    ("profile", ClaimKind::Page),
    ("picture", ClaimKind::Page),
    ("website", ClaimKind::Page),
    ("gender", ClaimKind::Text),
    ("birthdate", ClaimKind::Birthdate),
    ("zoneinfo", ClaimKind::Text),
    ("locale", ClaimKind::Text),
    ("phone_number", ClaimKind::Text),
    ("phone_number_verified", ClaimKind::Flag),
    ("address", ClaimKind::Address),
];

/// Members of OpenID Connect Core 5.1.1.
const ADDRESS: [&str; 6] = ["formatted", "street_address", "locality", "region", "postal_code", "country"];

impl ClaimKind {
    /// The kind of a standard claim.
    pub fn of(claim: &str) -> Option<Self> {
        KNOWN.iter().find(|(name, _)| *name == claim).map(|(_, kind)| *kind)
    }

    /// Whether claims of this kind rest in the account's profile rather than in columns of their own.
    pub const fn is_of_profile(self) -> bool {
        !matches!(self, Self::Email | Self::EmailFlag | Self::Name)
    }

    /// # Errors
    /// What is expected, where the value is something else.
    pub fn check(self, value: &Value) -> Result<(), &'static str> {
        let text = value.as_str();
        let (fits, expected) = match self {
            Self::Flag | Self::EmailFlag => (value.is_boolean(), "true or false"),
            Self::Text => (text.is_some_and(is_plain), "a text of 1 to 1000 characters on one line"),
            Self::Page => (text.is_some_and(is_page), "an http or https address"),
            Self::Birthdate => (text.is_some_and(is_birthdate), "YYYY-MM-DD, 0000-MM-DD or YYYY"),
            Self::Address => (
                is_address(value),
                "an object with formatted, street_address, locality, region, postal_code, country",
            ),
            Self::Email => (text.is_some_and(is_email), "an e-mail address"),
            Self::Name => (
                text.is_some_and(|name| canonical_name(name).is_some()),
                "a name of 1 to 254 characters without spaces",
            ),
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}

fn is_plain(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

fn is_page(text: &str) -> bool {
    is_plain(text)
        && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_email(text: &str) -> bool {
    let parts = text.trim().rsplit_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && canonical_name(text).is_some()
}

/// OpenID Connect Core 5.1: the year may be 0000 where it is not told, or stand alone.
fn is_birthdate(text: &str) -> bool {
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(text, 4)
        || (digits(&text.replace('-', ""), 8) && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok())
}

/// `formatted` and `street_address` may hold line ends (OpenID Connect Core 5.1.1).
fn is_address(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        members.iter().all(|(name, value)| {
            let text = value.as_str().map(|text| text.replace(['\n', '\r'], " "));
            ADDRESS.contains(&name.as_str()) && text.is_some_and(|text| is_plain(&text))
        })
    })
}
