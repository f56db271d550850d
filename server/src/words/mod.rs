//! What pages and mails say, in the reader's language. The texts lie in `templates/words/*.ftl` and are
//! embedded; this room chooses the language and fills the texts in. Fluent lives here alone.
//! May import nothing of ours.
//!
//! To add a language: a file beside `en.ftl` with the same keys (a test compares them), a
//! [`Locale`] variant with its row in `locale.rs`, a dictionary below.

mod date;
mod dictionary;
mod language;
mod locale;
mod pseudo;
mod relative;

pub use date::Dated;
pub use language::language;
pub use locale::{Locale, choose};

use dictionary::{Dictionary, dictionary};

/// A value put into a message.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// A text, shown as it is.
    Text(&'a str),
    /// A number, which also chooses the plural.
    Count(u32),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

/// The messages in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    locale: Locale,
    dictionary: &'static Dictionary,
}

impl Words {
    /// The messages of `locale`.
    pub fn of(locale: Locale) -> Self {
        Self { locale, dictionary: dictionary(locale) }
    }

    /// The language spoken.
    pub fn locale(self) -> Locale {
        self.locale
    }

    /// The message of `key`.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message of `key` with its values. A key that no file has is shown in braces; a test
    /// keeps that from happening.
    pub fn say_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.dictionary
            .message(key, args, self.locale)
            .or_else(|| dictionary(Locale::English).message(key, args, self.locale))
            .unwrap_or_else(|| format!("{{{key}}}"))
    }
}

#[cfg(test)]
mod tests;
