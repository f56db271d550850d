//! What a letter is made of, and how it is written down: as text and as HTML, of the same parts.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::config::Brand;
use crate::protocol::issuer::Issuer;
use crate::words::{Arg, Words};

/// Something that is told by mail.
pub trait Letter: Send + Sync {
    /// Which letter it is, for the outbox and the metrics.
    fn name(&self) -> &'static str;

    /// `Subject`, which is also the heading.
    fn subject(&self, say: &Voice<'_>) -> String;

    /// What it says, from top to bottom.
    fn parts(&self, say: &Voice<'_>) -> Vec<Part>;
}

/// One part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A code to type.
    Code(String),
    /// A link, with what its button says.
    Link {
        /// Where it leads: an address of ours.
        href: String,
        /// What the button says.
        label: String,
    },
    /// A paragraph that is less important.
    Aside(String),
}

/// The language of a letter, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    words: Words,
    brand: &'a str,
}

impl<'a> Voice<'a> {
    /// The words, under the operator's name.
    pub fn new(words: Words, brand: &'a str) -> Self {
        Self { words, brand }
    }

    /// The message of `key`, which may name the brand.
    pub fn say(&self, key: &str) -> String {
        self.words.say_with(key, &[("brand", self.brand.into())])
    }

    /// The message of `key` with a value.
    pub fn say_with<'v>(&self, key: &str, name: &str, value: impl Into<Arg<'v>>) -> String
    where
        'a: 'v,
    {
        self.words.say_with(key, &[("brand", self.brand.into()), (name, value.into())])
    }

    /// A moment, as the reader writes it.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.words.moment(at)
    }
}

/// A letter written down: what rests sealed in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// `Subject`.
    pub subject: String,
    /// For programs that show text alone.
    pub text: String,
    /// For all others.
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    tag: &'static str,
    direction: &'static str,
    subject: &'a str,
    parts: &'a [Part],
    brand: &'a str,
    accent: &'a str,
    accent_ink: &'a str,
    issuer: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", whitespace = "preserve")]
struct Text<'a> {
    subject: &'a str,
    parts: &'a [Part],
    brand: &'a str,
    issuer: &'a str,
}

/// How a letter looks.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) brand: String,
    pub(super) accent: String,
    pub(super) accent_ink: String,
    pub(super) issuer: String,
}

/// Ours; the same as the pages'.
const ACCENT: &str = "#1d4ed8";

impl Paper {
    pub(super) fn of(brand: &Brand, issuer: &Issuer) -> Self {
        let accent = brand.accent.map_or_else(|| ACCENT.to_owned(), |colour| colour.to_string());
        let accent_ink = ink_on(&accent).to_owned();
        Self { brand: brand.name.clone(), accent, accent_ink, issuer: issuer.as_str().to_owned() }
    }

    /// The letter in this language.
    pub(super) fn write(&self, letter: &dyn Letter, words: Words) -> Result<Written, askama::Error> {
        let voice = Voice::new(words, &self.brand);
        let (subject, parts) = (letter.subject(&voice), letter.parts(&voice));
        let text = Text { subject: &subject, parts: &parts, brand: &self.brand, issuer: &self.issuer };
        let html = Html {
            tag: words.locale().tag(),
            direction: if words.locale().is_rtl() { "rtl" } else { "ltr" },
            subject: &subject,
            parts: &parts,
            brand: &self.brand,
            accent: &self.accent,
            accent_ink: &self.accent_ink,
            issuer: &self.issuer,
        };
        let (text, html) = (text.render()?, html.render()?);
        Ok(Written { subject, text, html })
    }
}

/// Black or white, whichever is read better on a colour (WCAG 2.2, relative luminance, coarsely).
fn ink_on(colour: &str) -> &'static str {
    let part =
        |at: usize| colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0);
    let light = 299 * part(1) + 587 * part(3) + 114 * part(5);
    if light > 150_000 { "#000000" } else { "#ffffff" }
}
