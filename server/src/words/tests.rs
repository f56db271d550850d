//! The message files against each other and against what the pages ask for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::dictionary::{ENGLISH, GERMAN};
use super::*;

fn keys(source: &str) -> BTreeSet<String> {
    FluentResource::try_new(source.to_owned()).expect("the file has no fault");
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// The variables of each message, so that a translation cannot drop one.
fn variables(source: &str, key: &str) -> BTreeSet<String> {
    let start = source.find(&format!("\n{key} =")).expect("the key is there") + 1;
    let message: Vec<&str> = source[start..]
        .lines()
        .enumerate()
        .take_while(|(i, line)| *i == 0 || line.starts_with(' '))
        .map(|(_, line)| line)
        .collect();
    message
        .join(" ")
        .split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            found.push(path);
        }
    }
}

/// All double-quoted texts of the templates and of this crate's pages.
fn quoted() -> (BTreeSet<String>, BTreeSet<String>) {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&server.join("../templates"), &mut found);
    for room in ["src/web", "src/mail", "src/words"] {
        files(&server.join(room), &mut found);
    }
    let (mut any, mut said) = (BTreeSet::new(), BTreeSet::new());
    for path in found.iter().filter(|p| !p.ends_with("words/tests.rs")) {
        let text = fs::read_to_string(path).expect("text");
        any.extend(text.split('"').map(str::to_owned));
        for call in [".say(\"", ".say_with(\"", ".say_of(\""] {
            let tail = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
            said.extend(text.split(call).skip(1).map(tail));
        }
    }
    (any, said)
}

#[test]
fn both_languages_have_the_same_messages() {
    assert_eq!(keys(ENGLISH), keys(GERMAN));
    for key in keys(ENGLISH) {
        assert_eq!(variables(ENGLISH, &key), variables(GERMAN, &key), "{key}");
    }
}

#[test]
fn no_message_is_missing_and_none_unused() {
    let (any, said) = quoted();
    let known = keys(ENGLISH);
    let missing: Vec<_> = said.difference(&known).collect();
    assert!(missing.is_empty(), "in no message file: {missing:?}");
    let unused: Vec<_> = known.difference(&any).collect();
    assert!(unused.is_empty(), "asked for nowhere: {unused:?}");
    assert!(said.len() > 50, "the scan found the calls");
}

#[test]
fn the_words_keep_to_the_tone() {
    for forbidden in ["please", "oops", "sorry", "invalid", "OIDC", "MFA", "bitte ", "ungültig"] {
        for source in [ENGLISH, GERMAN] {
            let said = source.lines().filter(|line| !line.starts_with('#'));
            for line in said {
                assert!(!line.to_lowercase().contains(&forbidden.to_lowercase()), "{line}");
            }
        }
    }
}

#[test]
fn numbers_choose_the_plural() {
    let say =
        |locale, minutes: u32| Words::of(locale).say_with("login-limited", &[("minutes", minutes.into())]);
    assert!(say(Locale::English, 1).contains("Wait a minute"));
    assert!(say(Locale::English, 15).contains("Wait 15 minutes"));
    assert!(say(Locale::German, 1).contains("eine Minute"));
    assert!(say(Locale::German, 15).contains("15 Minuten"));
}

#[test]
fn a_name_of_the_other_direction_is_isolated() {
    let title =
        |name: &str| Words::of(Locale::English).say_with("login-continue", &[("application", name.into())]);
    assert_eq!(title("Notes"), "to continue to Notes");
    assert_eq!(title("הערות!"), "to continue to \u{2068}הערות!\u{2069}");
}

#[test]
fn the_pseudo_language_touches_texts_and_leaves_values() {
    let words = Words::of(Locale::Pseudo);
    assert_eq!(words.say("login-submit"), "Šîîgñ îîñ");
    let said = words.say_with("login-continue", &[("application", "Notes".into())]);
    assert!(said.ends_with("Notes") && !said.contains("continue"), "{said}");
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Words::of(Locale::German).say("no-such-key"), "{no-such-key}");
}
