//! Texts, numbers, truth values, paths and times of day.

use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};

use super::setting::{Exposure, Refusal, Setting, TextSetting};
use crate::config::reading::{Origin, Raw};
use crate::protocol::issuer::Issuer;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::secret::Secret;

impl TextSetting for Issuer {
    const WHAT: &'static str = "an absolute https URL such as https://id.example.com";
}

impl TextSetting for SigningAlgorithm {
    const WHAT: &'static str = "one of RS256, ES256, EdDSA, PS256";
}

/// A line of text. Line ends in it would become header or mail lines of their own.
impl Setting for String {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let text = raw.text().filter(|text| !text.contains(char::is_control));
        text.map(str::to_owned)
            .ok_or_else(|| Refusal::expected("a text without line ends or other control characters"))
    }

    fn show(&self) -> String {
        self.clone()
    }
}

/// Taken as it is: spaces, commas, `$`, `#` and `=` mean themselves.
impl Setting for Secret {
    const EXPOSURE: Exposure = Exposure::Secret;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        raw.text().map(Self::new).ok_or_else(|| Refusal::expected("a text"))
    }

    fn show(&self) -> String {
        "(hidden)".to_owned()
    }
}

impl Setting for bool {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        match raw {
            Raw::Boolean(value) => Ok(*value),
            Raw::Untyped(text) => text.parse().map_err(|_| Refusal::expected("true or false")),
            _ => Err(Refusal::expected("true or false")),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for u32 {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let number = match raw {
            Raw::Integer(number) => Self::try_from(*number).ok(),
            Raw::Untyped(text) => text.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| Refusal::expected("a whole number from 0"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for PathBuf {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let text = raw.text().filter(|text| !text.is_empty() && !text.contains('\0'));
        text.map(Self::from).ok_or_else(|| Refusal::expected("a path"))
    }

    fn show(&self) -> String {
        self.display().to_string()
    }

    fn placed(self, origin: &Origin) -> Self {
        origin.folder().map_or_else(|| self.clone(), |folder| folder.join(&self))
    }
}

impl Setting for DateTime<Utc> {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let time = raw.text().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        time.map(|time| time.to_utc()).ok_or_else(|| Refusal::expected("a time such as 2030-01-01T00:00:00Z"))
    }

    fn show(&self) -> String {
        self.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}
