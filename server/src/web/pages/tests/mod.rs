//! All pages in all states, in every language.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::markup::{Element, read};
use super::{Frame, gallery};
use crate::web::brand::{Brand, BrandSettings};
use crate::words::{Locale, Words};

mod promises;

const LOCALES: [Locale; 4] = [Locale::English, Locale::German, Locale::Pseudo, Locale::PseudoRtl];

fn frame(locale: Locale) -> Frame {
    let settings = BrandSettings {
        accent: Some("#5b2a86".to_owned()),
        logo: (locale == Locale::German).then(|| b"<svg/>".to_vec()),
        logo_dark: (locale == Locale::German).then(|| b"<svg />".to_vec()),
        policy: Some("https://example.com/privacy".to_owned()),
        support: Some("mailto:help@example.com".to_owned()),
        ..BrandSettings::default()
    };
    Frame::new(Words::of(locale), "/auth", Arc::new(Brand::new(&settings).expect("good")))
}

/// Calls `check` with where, HTML and elements of every sample.
fn every_sample(locales: &[Locale], check: impl Fn(&str, &str, &[Element])) {
    for locale in locales {
        for (page, samples) in gallery::pages(&frame(*locale)) {
            for sample in samples {
                let place = format!("{page} {} {}", sample.state, locale.tag());
                let html = sample.html.unwrap_or_else(|fault| panic!("{place}: {fault}"));
                let elements = read(&html).unwrap_or_else(|fault| panic!("{place}: {fault}"));
                check(&place, &html, &elements);
            }
        }
    }
}

fn html(page: &str, state: &str) -> String {
    let pages = gallery::pages(&frame(Locale::English));
    let (_, samples) = pages.into_iter().find(|(name, _)| *name == page).expect("the page");
    let sample = samples.into_iter().find(|sample| sample.state == state).expect("the state");
    sample.html.expect("rendered")
}

fn ids(elements: &[Element]) -> Vec<&str> {
    elements.iter().filter_map(|element| element.attribute("id")).collect()
}

fn named<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

#[test]
fn every_template_has_its_struct_and_states() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/pages");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let pages = gallery::pages(&frame(Locale::English));
    assert_eq!(files, pages.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (page, samples) in pages {
        let states: Vec<_> = samples.iter().map(|sample| sample.state).collect();
        for needed in ["typical", "longest", "hostile"] {
            assert!(states.contains(&needed), "{page} lacks {needed}");
        }
        let distinct: BTreeSet<_> = states.iter().collect();
        assert_eq!(distinct.len(), states.len(), "{page} names a state twice");
    }
}

#[test]
fn every_page_has_one_heading_a_title_and_its_landmarks() {
    every_sample(&LOCALES, |place, _, elements| {
        assert_eq!(named(elements, "h1").len(), 1, "{place}");
        assert_eq!(named(elements, "main").len(), 1, "{place}");
        assert_eq!(named(elements, "header").len(), 1, "{place}");
        let title = &named(elements, "title")[0].text;
        assert!(title.ends_with(" · Signet") && title.len() > " · Signet".len(), "{place}: {title}");
        let direction = if place.ends_with("ar-XB") { "rtl" } else { "ltr" };
        assert_eq!(elements[0].attribute("dir"), Some(direction), "{place}");
        assert!(place.ends_with(elements[0].attribute("lang").expect("a language")), "{place}");
    });
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    every_sample(&LOCALES, |place, _, elements| {
        let all = ids(elements);
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len(), "{place}: {all:?}");
        for element in elements {
            for name in ["for", "aria-describedby", "aria-labelledby", "data-reveals"] {
                for id in element.attribute(name).unwrap_or_default().split_whitespace() {
                    assert!(distinct.contains(id), "{place}: {name}={id}");
                }
            }
            if let Some(id) = element.attribute("href").and_then(|href| href.strip_prefix('#')) {
                assert!(distinct.contains(id), "{place}: #{id}");
            }
        }
    });
}

#[test]
fn every_control_has_its_name() {
    every_sample(&LOCALES, |place, _, elements| {
        let labels: Vec<_> =
            named(elements, "label").iter().filter_map(|label| label.attribute("for")).collect();
        for input in named(elements, "input").into_iter().chain(named(elements, "select")) {
            let unseen = input.attribute("type") == Some("hidden") || input.attributes.contains_key("hidden");
            let id = input.attribute("id").unwrap_or_default();
            assert!(unseen || labels.contains(&id), "{place}: {input:?}");
            assert!(!input.attributes.contains_key("placeholder"), "{place}");
        }
        for button in named(elements, "button").iter().chain(&named(elements, "a")) {
            assert!(!button.text.trim().is_empty(), "{place}: {button:?}");
        }
        for button in named(elements, "button") {
            assert!(button.attribute("type").is_some(), "{place}: {button:?}");
        }
        for image in named(elements, "img") {
            assert!(image.attribute("alt").is_some(), "{place}: {image:?}");
        }
    });
}

#[test]
fn nothing_on_a_page_needs_a_weaker_policy() {
    every_sample(&LOCALES, |place, _, elements| {
        for element in elements {
            for name in element.attributes.keys() {
                assert!(name != "style" && !name.starts_with("on"), "{place}: {element:?}");
            }
            assert_ne!(element.name, "style", "{place}");
            assert_ne!(element.name, "base", "{place}");
            if element.name == "script" {
                assert!(element.text.is_empty(), "{place}: inline script");
                let source = element.attribute("src").expect("a file");
                assert!(source.starts_with("/auth/static/"), "{place}: {source}");
            }
            for name in ["src", "srcset"] {
                if let Some(source) = element.attribute(name) {
                    assert!(source.starts_with("/auth/"), "{place}: {source}");
                }
            }
            if element.name == "link" {
                assert!(element.attribute("href").expect("a file").starts_with("/auth/"));
            }
            if let Some(href) = element.attribute("href").filter(|_| element.name == "a") {
                let scheme = ["/auth/", "https://", "mailto:", "#"];
                let relative = place.starts_with("dev_tokens");
                assert!(relative || scheme.iter().any(|s| href.starts_with(s)), "{place}: {href}");
            }
        }
    });
}

#[test]
fn our_forms_post_to_us_and_carry_their_proof() {
    every_sample(&[Locale::English], |place, _, elements| {
        for form in named(elements, "form") {
            if form.attribute("id") == Some("filter") {
                // It asks, and changes nothing: what it asks for stands in the address, which no token belongs in.
                assert_eq!(form.attribute("method"), Some("get"), "{place}");
                assert!(
                    !named(elements, "input").iter().any(|input| input.attribute("name") == Some("csrf"))
                );
                continue;
            }
            assert_eq!(form.attribute("method"), Some("post"), "{place}");
            if place.starts_with("self_posting") {
                continue;
            }
            assert!(form.attribute("action").expect("somewhere").starts_with("/auth/"), "{place}");
            for name in ["csrf", "ui_locales"] {
                let carried = |input: &&Element| input.attribute("name") == Some(name);
                assert_eq!(named(elements, "input").into_iter().filter(carried).count(), 1, "{place}");
            }
        }
    });
}

#[test]
fn hostile_text_stays_text() {
    every_sample(&LOCALES, |place, html, _| {
        for raw in ["<script>", "<img src=x", "\" onfocus", "' onfocus='alert(1) {{"] {
            assert!(!html.contains(raw), "{place} holds {raw}");
        }
        assert!(!html.contains("49 "), "{place} computed something");
        // On some pages nothing comes from outside.
        let is_ours =
            ["login", "link_over", "reset_done", "address_undone"].iter().any(|page| place.starts_with(page));
        if place.contains("hostile") && !is_ours {
            assert!(html.contains("&#60;script&#62;"), "{place} shows it");
        }
    });
}

#[test]
fn a_page_with_a_summary_says_so_first() {
    every_sample(&LOCALES, |place, html, elements| {
        let summary = elements.iter().find(|e| e.attribute("id") == Some("error-summary"));
        let title = &named(elements, "title")[0].text;
        let is_error = summary.is_some() || place.starts_with("error ");
        if place.ends_with(" en") {
            assert_eq!(title.starts_with("Error: "), is_error, "{place}: {title}");
        }
        if let Some(summary) = summary {
            assert_eq!(summary.attribute("role"), Some("alert"), "{place}");
            assert_eq!(summary.attribute("tabindex"), Some("-1"), "{place}");
            assert!(!html.contains(" autofocus"), "{place}");
        }
        assert!(html.matches(" autofocus").count() <= 1, "{place}");
    });
}

#[test]
fn no_message_is_missing_from_any_state() {
    every_sample(&LOCALES, |place, html, _| {
        let hostile = html.matches("{{").count() + html.matches("}}").count();
        let braces = html.matches('{').count() + html.matches('}').count() - 2 * hostile;
        let shows_json = place.starts_with("dev_tokens");
        assert!(braces == 0 || shows_json, "{place}: a key or a variable in braces");
    });
}

#[test]
fn templates_hold_no_words_of_their_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
    for part in ["pages", "partials", "."] {
        for entry in fs::read_dir(folder.join(part)).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_none_or(|extension| extension != "html") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            let words = without(&without(&without(&text, "{%", "%}"), "{{", "}}"), "<", ">");
            let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
            assert_eq!(letters, "", "{}", path.display());
        }
    }
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(close).map_or("", |(_, after)| after))
}
