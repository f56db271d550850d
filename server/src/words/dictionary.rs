//! The message files, parsed once.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Arg, Locale, pseudo};

pub(super) const ENGLISH: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/words/en.ftl"));
pub(super) const GERMAN: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/words/de.ftl"));

// Constants in all but name: Fluent can build them only at run time, and nothing changes them.
static IN_ENGLISH: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read("en", ENGLISH));
static IN_GERMAN: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read("de", GERMAN));
static IN_PSEUDO: LazyLock<Dictionary> =
    LazyLock::new(|| Dictionary::read("en", ENGLISH).through(pseudo::stretched));
static IN_PSEUDO_RTL: LazyLock<Dictionary> =
    LazyLock::new(|| Dictionary::read("en", ENGLISH).through(pseudo::mirrored));

pub(super) fn dictionary(locale: Locale) -> &'static Dictionary {
    match locale {
        Locale::English => &IN_ENGLISH,
        Locale::German => &IN_GERMAN,
        Locale::Pseudo => &IN_PSEUDO,
        Locale::PseudoRtl => &IN_PSEUDO_RTL,
    }
}

/// The messages of one file.
pub(super) struct Dictionary(FluentBundle<FluentResource>);

impl Dictionary {
    /// What parses of `source`; a test keeps the files free of faults.
    pub(super) fn read(tag: &str, source: &str) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Only what needs it is isolated, see `shown`: the marks would be copied with every name.
        bundle.set_use_isolating(false);
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(what_parsed, _faults)| what_parsed);
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    fn through(mut self, transform: fn(&str) -> Cow<'_, str>) -> Self {
        self.0.set_transform(Some(transform));
        self
    }

    pub(super) fn message(&self, key: &str, args: &[(&str, Arg<'_>)], locale: Locale) -> Option<String> {
        let pattern = self.0.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, shown(*value, locale));
        }
        let mut faults = Vec::new();
        Some(self.0.format_pattern(pattern, Some(&values), &mut faults).into_owned())
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({:?})", self.0.locales)
    }
}

/// A value for Fluent. A text whose direction may differ from the sentence's is isolated (Unicode
/// Standard Annex 9, section 2.4), so that it cannot reorder the words around it.
fn shown(value: Arg<'_>, locale: Locale) -> FluentValue<'_> {
    match value {
        Arg::Count(count) => FluentValue::from(count),
        Arg::Text(text) if locale.is_rtl() || text.chars().any(reads_right_to_left) => {
            FluentValue::from(format!("\u{2068}{text}\u{2069}"))
        }
        Arg::Text(text) => FluentValue::from(text),
    }
}

fn reads_right_to_left(c: char) -> bool {
    matches!(u32::from(c),
        0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}
