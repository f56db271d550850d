//! What a type must offer to be the type of a key.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use crate::config::reading::{Origin, Raw};

/// How much of a value may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Exposure {
    /// All of it.
    Shown,
    /// What `show` leaves; never as it came. May be read from a file.
    Redacted,
    /// Nothing. May be read from a file, and must not be empty.
    Secret,
}

/// A type that a key may have.
pub(in crate::config) trait Setting: Sized {
    const EXPOSURE: Exposure;
    /// Whether a file may hold it that a variable with `_FILE` behind its name names.
    const MAY_BE_IN_A_FILE: bool = !matches!(Self::EXPOSURE, Exposure::Shown);

    fn parse(raw: &Raw) -> Result<Self, Refusal>;

    /// As it would be written in the environment, with what must not be printed left out.
    fn show(&self) -> String;

    /// The value seen from where it was written: relative paths of a file start at its folder.
    #[must_use]
    fn placed(self, _origin: &Origin) -> Self {
        self
    }
}

/// Why a value was refused.
pub(in crate::config) struct Refusal {
    /// "expected ...".
    pub(in crate::config) expected: String,
    /// What came, where it is only a part of the value.
    pub(in crate::config) found: Option<String>,
    /// What is wrong with further items of a list.
    pub(in crate::config) more: Vec<Refusal>,
}

impl Refusal {
    /// All of these as one, or nothing where there are none.
    pub(in crate::config) fn all(mut refusals: Vec<Self>) -> Result<(), Self> {
        if refusals.is_empty() {
            return Ok(());
        }
        let first = refusals.remove(0);
        Err(Self { more: refusals, ..first })
    }

    pub(in crate::config) fn expected(what: impl Display) -> Self {
        Self { expected: format!("expected {what}"), found: None, more: Vec::new() }
    }
}

/// The text is no value of its type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct Expected(pub(in crate::config) Cow<'static, str>);

impl Expected {
    pub(in crate::config) const fn one(what: &'static str) -> Self {
        Self(Cow::Borrowed(what))
    }
}

/// A type that is written as text.
pub(in crate::config) trait TextSetting: FromStr<Err: Display> + Display {
    /// What is expected where something else than a text came.
    const WHAT: &'static str;
    const EXPOSURE: Exposure = Exposure::Shown;
    const MAY_BE_IN_A_FILE: bool = !matches!(Self::EXPOSURE, Exposure::Shown);
}

impl<T: TextSetting> Setting for T {
    const EXPOSURE: Exposure = T::EXPOSURE;
    const MAY_BE_IN_A_FILE: bool = T::MAY_BE_IN_A_FILE;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let text = raw.text().ok_or_else(|| Refusal::expected(T::WHAT))?;
        text.parse().map_err(|error: T::Err| Refusal {
            expected: error.to_string(),
            found: None,
            more: Vec::new(),
        })
    }

    fn show(&self) -> String {
        match T::EXPOSURE {
            Exposure::Secret => "(hidden)".to_owned(),
            Exposure::Shown | Exposure::Redacted => self.to_string(),
        }
    }
}
