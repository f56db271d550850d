//! `locales`: languages by their tags.

use crate::prelude::*;

/// As BCP 47 spells them; by convention `en-GB`, not `en_gb`.
pub(super) const MODULE: Module = Module {
    name: "locales",
    requires: "Languages are BCP 47 tags, and should be written as they usually are",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 5646 2.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    for list in ["ui_locales_supported", "claims_locales_supported"] {
        for tag in test.provider.metadata[list].as_array().into_iter().flatten() {
            let tag = tag.as_str().unwrap_or_default();
            ensure(is_well_formed(tag), format!("{list}: {tag:?} is not a language tag"))?;
            let usual = usual(tag);
            test.recommend(tag == usual, format!("{list}: {tag} is usually written {usual}"));
        }
    }
    Ok(())
}

fn is_well_formed(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_word =
        |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric()) && (1..=8).contains(&part.len());
    let is_language = (2..=8).contains(&language.len()) && language.chars().all(|c| c.is_ascii_alphabetic());
    (is_language || matches!(language, "x" | "i")) && parts.all(is_word)
}

/// RFC 5646 section 2.1.1: two letters after the first part are a region, four a script, all else is small; what follows a
/// single letter stays small.
fn usual(tag: &str) -> String {
    let mut parts = tag.split('-');
    let mut text = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut after_singleton = text.len() == 1;
    for part in parts {
        let small = part.to_ascii_lowercase();
        let written = match part.len() {
            2 if !after_singleton => small.to_ascii_uppercase(),
            4 if !after_singleton && part.chars().all(|c| c.is_ascii_alphabetic()) => {
                format!("{}{}", small[..1].to_ascii_uppercase(), &small[1..])
            }
            _ => small,
        };
        after_singleton |= part.len() == 1;
        text.push('-');
        text.push_str(&written);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_other_words_and_have_a_usual_writing() {
        for tag in ["en", "de-AT", "zh-Hant-TW", "sl-rozaj", "x-own", "en-x-us"] {
            assert!(is_well_formed(tag) && usual(tag) == tag, "{tag}");
        }
        for word in ["", "e", "en_GB", "en-", "de-AT.UTF-8", "german language"] {
            assert!(!is_well_formed(word), "{word}");
        }
        assert_eq!(usual("ZH-hant-tw"), "zh-Hant-TW");
    }
}
