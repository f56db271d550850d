//! The field for a new password: its rules as text, what is wrong with one, and how strong it is. Works without script, by a
//! button that asks; with it, rules that are kept are ticked, and the meter moves, while somebody types.

use super::{Frame, Problem};

/// What a new password is held to, as the page tells it.
#[derive(Clone, Copy, Debug)]
pub struct PasswordRules {
    /// How many characters it has at least.
    pub least: u32,
    /// Whether it must have letters of both cases, a digit and a special character.
    pub composed: bool,
}

/// How strong what was typed is, from 0 to 4, with the words for each: a `meter` that the script moves while somebody types.
#[derive(Clone, Debug)]
pub struct Meter {
    /// What was typed the last time, if it was asked.
    pub score: Option<u8>,
    /// The words, from 0 to 4.
    pub words: [String; 5],
}

impl Meter {
    /// With what `score` says.
    pub fn of(frame: &Frame, score: Option<u8>) -> Self {
        let words = ["strength-0", "strength-1", "strength-2", "strength-3", "strength-4"];
        Self { score, words: words.map(|key| frame.say(key)) }
    }

    /// The word for what was typed.
    pub fn word(&self) -> &str {
        self.score.and_then(|score| self.words.get(usize::from(score))).map_or("", String::as_str)
    }

    /// All of them, for the script.
    pub fn all(&self) -> String {
        self.words.join("|")
    }

    /// The value of the meter.
    pub fn value(&self) -> u8 {
        self.score.unwrap_or_default()
    }
}

/// One rule on the page.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// What the script can judge by itself.
    pub kind: Option<&'static str>,
    /// The number in it.
    pub least: Option<u32>,
    /// In words.
    pub text: String,
}

/// A rule that the last try broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Nothing was typed.
    Missing,
    /// Fewer characters than this.
    TooShort(u32),
    /// More bytes than are taken.
    TooLong,
    /// No upper-case letter.
    NoUpperCase,
    /// No lower-case letter.
    NoLowerCase,
    /// No digit.
    NoDigit,
    /// Nothing but letters and digits.
    NoSpecial,
    /// On the list of common ones.
    Common,
    /// Guessed soon.
    Guessable,
}

impl PasswordRules {
    /// The rules in the order in which they are told.
    pub fn lines(self, frame: &Frame) -> Vec<RuleLine> {
        let line = |kind, key: &str| RuleLine { kind, least: None, text: frame.say(key) };
        let mut lines = vec![RuleLine {
            kind: Some("length"),
            least: Some(self.least),
            text: frame.say_with("rule-length", "least", self.least.into()),
        }];
        if self.composed {
            lines.push(line(Some("upper"), "rule-upper"));
            lines.push(line(Some("lower"), "rule-lower"));
            lines.push(line(Some("digit"), "rule-digit"));
            lines.push(line(Some("special"), "rule-special"));
        }
        lines.push(line(None, "rule-guess"));
        lines
    }
}

impl PasswordProblem {
    /// In words, at the field.
    pub fn problem(self, frame: &Frame) -> Problem {
        let text = match self {
            Self::Missing => frame.say("password-missing"),
            Self::TooShort(least) => frame.say_with("password-too-short", "least", least.into()),
            Self::TooLong => frame.say("password-too-long"),
            Self::NoUpperCase => frame.say("password-no-upper"),
            Self::NoLowerCase => frame.say("password-no-lower"),
            Self::NoDigit => frame.say("password-no-digit"),
            Self::NoSpecial => frame.say("password-no-special"),
            Self::Common => frame.say("password-common"),
            Self::Guessable => frame.say("password-guessable"),
        };
        Problem { field: Some("password"), text }
    }
}

/// Every problem at once, for samples.
pub(super) const ALL: [PasswordProblem; 5] = [
    PasswordProblem::TooShort(12),
    PasswordProblem::NoUpperCase,
    PasswordProblem::NoDigit,
    PasswordProblem::NoSpecial,
    PasswordProblem::Guessable,
];

/// Those of the default, for samples.
pub(super) const SAMPLE: PasswordRules = PasswordRules { least: 12, composed: true };
