//! What surrounds every page: language, brand, base path, footer.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::web::assets::{self, Asset};
use crate::web::brand::{self, Brand, Picture};
use crate::words::{Arg, Dated, Locale, Words};

/// The part of a page that is the same on all.
#[derive(Clone, Debug)]
pub struct Frame {
    words: Words,
    base: String,
    brand: Arc<Brand>,
    here: Option<String>,
    is_language_asked: bool,
}

/// A language in the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its own name for itself.
    pub name: &'static str,
    /// Its tag (BCP 47).
    pub tag: &'static str,
    /// The same page in this language; nothing for the language being read.
    pub href: Option<String>,
}

impl Frame {
    /// A frame in the language of `words`. `base` is the path of the issuer without its last
    /// slash: empty for `https://id.example.com`, `/auth` for `https://id.example.com/auth`.
    pub fn new(words: Words, base: impl Into<String>, brand: Arc<Brand>) -> Self {
        Self { words, base: base.into(), brand, here: None, is_language_asked: false }
    }

    /// The same frame on a page that can be loaded again: `path_and_query` is its address below
    /// the base path. The footer then offers the other languages, as `ui_locales` in that address.
    #[must_use]
    pub fn at(self, path_and_query: &str) -> Self {
        let address = format!("{}{path_and_query}", self.base);
        self.at_address(&address)
    }

    /// The same, by the whole address. What a browser would read as the name of another host (`//host`, `/\\host`)
    /// becomes no link.
    #[must_use]
    pub fn at_address(mut self, address: &str) -> Self {
        let is_ours = address.starts_with('/') && !address[1..].starts_with(['/', '\\']);
        self.here = is_ours.then(|| address.to_owned());
        self
    }

    /// The same frame, where the address asked for its language (`ui_locales`): so do the links of [`to`](Self::to).
    #[must_use]
    pub fn keeping_language(self, is_language_asked: bool) -> Self {
        Self { is_language_asked, ..self }
    }

    /// The address of a page of ours, by its path and query below the base path, in the language that was asked for.
    pub fn to(&self, path_and_query: &str) -> String {
        let address = format!("{}{path_and_query}", self.base);
        if self.is_language_asked { address_in(&address, self.words.locale()) } else { address }
    }

    /// The messages.
    pub fn words(&self) -> Words {
        self.words
    }

    /// The brand.
    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    /// The path of the issuer, which every address of ours begins with.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The message of `key`, which may name the brand.
    pub fn say(&self, key: &str) -> String {
        self.words.say_with(key, &[("brand", self.brand.name().into())])
    }

    /// The message of `key` with one more value.
    pub fn say_with(&self, key: &str, name: &str, value: Arg<'_>) -> String {
        self.words.say_with(key, &[("brand", self.brand.name().into()), (name, value)])
    }

    /// A date in the reader's language, where `text` is one.
    pub fn date(&self, text: &str) -> Option<Dated> {
        self.words.date(text)
    }

    /// A moment in the reader's language.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.words.moment(at)
    }

    pub(super) fn tag(&self) -> &'static str {
        self.words.locale().tag()
    }

    pub(super) fn direction(&self) -> &'static str {
        if self.words.locale().is_rtl() { "rtl" } else { "ltr" }
    }

    pub(super) fn style(&self) -> String {
        self.asset(assets::STYLE)
    }

    pub(super) fn account_style(&self) -> String {
        self.asset(assets::ACCOUNT_STYLE)
    }

    pub(super) fn script(&self) -> String {
        self.asset(assets::SCRIPT)
    }

    pub(super) fn self_posting_script(&self) -> String {
        self.asset(assets::SELF_POSTING)
    }

    pub(super) fn passkey_script(&self) -> String {
        self.asset(assets::PASSKEY)
    }

    pub(super) fn password_script(&self) -> String {
        self.asset(assets::PASSWORD)
    }

    pub(super) fn favicon(&self) -> String {
        self.asset(assets::FAVICON)
    }

    /// The operator's colours, where there are any.
    pub(super) fn brand_style(&self) -> Option<String> {
        let version = self.brand.css_version();
        (!self.brand.css().is_empty()).then(|| format!("{}/brand.css?v={version}", self.base))
    }

    pub(super) fn logo(&self) -> Option<String> {
        self.brand.logo().map(|logo| self.picture(logo))
    }

    pub(super) fn logo_dark(&self) -> Option<String> {
        self.brand.logo_dark().map(|logo| self.picture(logo))
    }

    pub(super) fn has_links(&self) -> bool {
        let brand = &self.brand;
        brand.policy.is_some() || brand.terms.is_some() || brand.support.is_some()
    }

    pub(super) fn languages(&self) -> Vec<Language> {
        let Some(here) = &self.here else {
            return Vec::new();
        };
        Locale::OFFERED
            .into_iter()
            .map(|locale| {
                let current = locale == self.words.locale();
                let href = (!current).then(|| address_in(here, locale));
                Language { name: locale.name(), tag: locale.tag(), href }
            })
            .collect()
    }

    fn asset(&self, asset: &Asset) -> String {
        format!("{}{}{}", self.base, assets::PATH, asset.name())
    }

    fn picture(&self, picture: &Picture) -> String {
        format!("{}{}{}", self.base, brand::PATH, picture.name())
    }
}

fn address_in(here: &str, locale: Locale) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("ui_locales="))
        .map(str::to_owned);
    let query: Vec<String> = kept.chain([format!("ui_locales={}", locale.tag())]).collect();
    format!("{path}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::brand::BrandSettings;

    fn frame() -> Frame {
        let brand = Brand::new(&BrandSettings::default()).expect("good");
        Frame::new(Words::of(Locale::English), "/auth", Arc::new(brand))
    }

    #[test]
    fn the_other_language_is_the_same_page() {
        let languages = frame().at("/login?transaction=t&ui_locales=en&x=1").languages();
        let german = languages.iter().find(|language| language.tag == "de").expect("offered");
        let wanted = "/auth/login?transaction=t&x=1&ui_locales=de";
        assert_eq!(german.href.as_deref(), Some(wanted));
        assert_eq!(languages.iter().filter(|language| language.href.is_none()).count(), 1);
        assert!(frame().languages().is_empty(), "nothing to load again");
    }

    #[test]
    fn a_language_that_was_asked_for_goes_along() {
        assert_eq!(frame().to("/account?x=1"), "/auth/account?x=1", "the browser asks for it");
        let asked = frame().keeping_language(true);
        assert_eq!(asked.to("/account?x=1"), "/auth/account?x=1&ui_locales=en");
    }

    #[test]
    fn no_address_of_another_host_becomes_a_language_link() {
        for elsewhere in ["//evil.example/x", "/\\\\evil.example/x", "https://evil.example/", ""] {
            assert!(frame().at_address(elsewhere).languages().is_empty(), "{elsewhere}");
        }
        assert!(!frame().at_address("/elsewhere?x=1").languages().is_empty());
    }

    #[test]
    fn our_addresses_begin_with_the_base_path() {
        assert!(frame().style().starts_with("/auth/static/signet."));
        assert!(frame().brand_style().is_none());
        let settings = BrandSettings { accent: Some("#5b2a86".to_owned()), ..BrandSettings::default() };
        let brand = Arc::new(Brand::new(&settings).expect("good"));
        let style = Frame::new(Words::of(Locale::German), "", brand).brand_style();
        assert!(style.expect("a sheet").starts_with("/brand.css?v="));
    }
}
