//! What a new password must be, wherever it is chosen: on a page, by a reset, over the API. Each rule that it breaks is named.
//!
//! zxcvbn is spoken here alone. What it has to look at is bounded: it is a search, and of long repetitions an expensive one.

use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use super::password::LONGEST;
use super::password_hash::{HashError, PasswordHasher};
use crate::app::Services;
use crate::config::value::PasswordRules;
use crate::secret::Secret;

/// Bytes that are estimated; what follows only makes a password better.
const ESTIMATED: usize = 72;
/// As many own words are looked for, and of each so many characters.
const OWN_WORDS: usize = 16;
const LONGEST_WORD: usize = 64;
/// Fewer guesses than this find a word that everybody's list begins with.
const COMMON: u64 = 100_000;

/// A rule that a password breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It has fewer characters than this.
    TooShort(u32),
    /// It has more bytes than a password may have.
    TooLong,
    /// It has no upper-case letter.
    NoUpperCase,
    /// It has no lower-case letter.
    NoLowerCase,
    /// It has no digit.
    NoDigit,
    /// It has nothing that is neither letter nor digit.
    NoSpecial,
    /// It is on the list of common passwords, but for digits and signs around it.
    Common,
    /// It is guessed soon, of itself or by who knows the person.
    Guessable,
}

impl Broken {
    /// The rule's name, for answers to programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooShort(_) => "too_short",
            Self::TooLong => "too_long",
            Self::NoUpperCase => "no_upper_case",
            Self::NoLowerCase => "no_lower_case",
            Self::NoDigit => "no_digit",
            Self::NoSpecial => "no_special_character",
            Self::Common => "common",
            Self::Guessable => "guessable",
        }
    }
}

/// How many characters a password must have.
pub const fn shortest(rules: PasswordRules) -> u32 {
    match rules {
        PasswordRules::Composition => 12,
        PasswordRules::Length => 15,
    }
}

/// Every rule that `password` breaks, in the order in which they are told. `own` is what who knows the person tries first:
/// name, address, the operator's brand.
///
/// # Errors
/// `Busy`: it is a search of some milliseconds, and takes its turn among the hashes.
pub async fn broken(app: &Services, password: &Secret, own: Vec<String>) -> Result<Vec<Broken>, HashError> {
    broken_of(&app.passwords, app.config.password.rules, password, own).await
}

/// The same for whoever has no services, but a hasher and rules.
///
/// # Errors
/// `Busy` as above.
pub async fn broken_of(
    passwords: &PasswordHasher,
    rules: PasswordRules,
    password: &Secret,
    own: Vec<String>,
) -> Result<Vec<Broken>, HashError> {
    let password = password.clone();
    passwords.in_turn(move || judge(rules, password.expose(), &own)).await
}

/// How long it withstands whoever guesses, from 0 (not at all) to 4, by zxcvbn.
///
/// # Errors
/// `Busy` as above.
pub async fn strength(app: &Services, password: &Secret, own: Vec<String>) -> Result<u8, HashError> {
    let password = password.clone();
    app.passwords.in_turn(move || score(password.expose(), &own)).await
}

fn score(password: &str, own: &[String]) -> u8 {
    let own = own_words(own);
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let estimated = &password[..password.floor_char_boundary(ESTIMATED)];
    if is_common(estimated) { 0 } else { u8::from(zxcvbn(estimated, &own).score()) }
}

fn judge(rules: PasswordRules, password: &str, own: &[String]) -> Vec<Broken> {
    let mut broken = soon_broken(rules, password);
    let own = own_words(own);
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let estimated = &password[..password.floor_char_boundary(ESTIMATED)];
    let is_common = is_common(estimated);
    // Who reads that it is common knows what to do.
    if is_common {
        broken.push(Broken::Common);
    } else if !estimated.is_empty() && zxcvbn(estimated, &own).score() < Score::Two {
        broken.push(Broken::Guessable);
    }
    broken
}

/// Those of the rules that are seen at once, without a search.
pub fn soon_broken(rules: PasswordRules, password: &str) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut require = |is_kept: bool, rule: Broken| {
        if !is_kept {
            broken.push(rule);
        }
    };
    let least = shortest(rules);
    require(password.chars().take(least as usize).count() == least as usize, Broken::TooShort(least));
    require(password.len() <= LONGEST, Broken::TooLong);
    if rules == PasswordRules::Composition {
        require(password.chars().any(char::is_uppercase), Broken::NoUpperCase);
        require(password.chars().any(char::is_lowercase), Broken::NoLowerCase);
        require(password.chars().any(char::is_numeric), Broken::NoDigit);
        require(password.chars().any(|c| !c.is_alphanumeric()), Broken::NoSpecial);
    }
    broken
}

/// What the person's own words are made of: of an address its parts too.
fn own_words(own: &[String]) -> Vec<String> {
    let parts = own.iter().flat_map(|text| {
        let whole = std::iter::once(text.as_str());
        whole.chain(text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() >= 3))
    });
    let mut words: Vec<String> = Vec::new();
    for word in parts.map(|part| part.chars().take(LONGEST_WORD).collect::<String>().to_lowercase()) {
        if words.len() < OWN_WORDS && !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Whether it is one common word or password, written with digits for letters or not, whatever digits and signs stand
/// around it: the lists of who guesses try those too.
fn is_common(password: &str) -> bool {
    let folded: String = password.to_lowercase().chars().map(plain_letter).collect();
    let letters = folded.trim_matches(|c: char| !c.is_alphabetic());
    let typed = password.to_lowercase();
    let around = typed.trim_matches(|c: char| !c.is_alphabetic());
    [typed.as_str(), around, letters].into_iter().filter(|word| word.chars().count() >= 4).any(is_one_word)
}

fn plain_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn is_one_word(word: &str) -> bool {
    let found = zxcvbn(word, &[]);
    let is_word = matches!(found.sequence(), [one] if matches!(one.pattern, MatchPattern::Dictionary(_)));
    is_word && found.guesses() < COMMON
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composition(password: &str) -> Vec<Broken> {
        judge(PasswordRules::Composition, password, &[])
    }

    #[test]
    fn each_rule_that_is_broken_is_named() {
        use Broken::*;
        assert_eq!(composition(""), [TooShort(12), NoUpperCase, NoLowerCase, NoDigit, NoSpecial]);
        assert_eq!(composition("Kes-Tr9vel"), [TooShort(12)]);
        assert_eq!(composition("kestrel-harbour-9"), [NoUpperCase]);
        assert_eq!(composition("KESTREL-HARBOUR-9"), [NoLowerCase]);
        assert_eq!(composition("Kestrel-harbour-x"), [NoDigit]);
        assert_eq!(composition("Kestrel9harbour3x"), [NoSpecial]);
        assert_eq!(composition(&format!("Kestrel-9{}", "xyz ".repeat(300))), [TooLong]);
        assert_eq!(composition("Kestrel-harbour-9"), []);
        assert_eq!(composition("Größe 7 der Möwen"), [], "letters of every script");
    }

    #[test]
    fn a_common_password_is_one_however_it_is_dressed() {
        for password in ["Password1234!", "P@ssw0rd!!1234", "!!Football2026!!", "Welcome12345!"] {
            assert_eq!(composition(password), [Broken::Common], "{password}");
        }
    }

    #[test]
    fn what_is_guessed_soon_is_told_and_own_words_count() {
        assert_eq!(composition("Ab1!Ab1!Ab1!"), [Broken::Guessable]);
        let own = ["Wolfeschlegel Steinhausen".to_owned(), "w.steinhausen@example.com".to_owned()];
        let judged = |own: &[String]| judge(PasswordRules::Composition, "Wolfeschlegel1!", own);
        assert_eq!(judged(&[]), []);
        assert_eq!(judged(&own), [Broken::Guessable]);
    }

    #[test]
    fn strength_goes_from_nothing_to_four_and_knows_the_person() {
        assert_eq!(score("", &[]), 0);
        assert_eq!(score("Password1234!", &[]), 0);
        assert_eq!(score("Kestrel-harbour-9", &[]), 4);
        let own = ["Wolfeschlegel Steinhausen".to_owned()];
        assert!(score("Wolfeschlegel1!", &own) < score("Wolfeschlegel1!", &[]));
    }

    #[test]
    fn length_asks_for_nothing_but_length_and_luck() {
        let length = |password: &str| judge(PasswordRules::Length, password, &[]);
        assert_eq!(length("kestrel harbour"), []);
        assert_eq!(length("kestrel harbou"), [Broken::TooShort(15)]);
        assert_eq!(length("aaaaaaaaaaaaaaaaaaaa"), [Broken::Guessable]);
    }

    #[test]
    fn what_is_long_is_judged_by_its_beginning() {
        for text in ["a".repeat(100_000), "ab1!".repeat(20_000), "é".repeat(50_000), "\u{0}".repeat(1024)] {
            assert!(!composition(&text).is_empty(), "{} bytes", text.len());
        }
    }
}
