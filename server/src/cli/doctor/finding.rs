//! What a check has found.

use serde_json::{Value, json};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// As it should be.
    Sound,
    /// It could not be looked at.
    Unseen,
    /// It works, and not as somebody would want it.
    Warning,
    /// It does not work, or is not safe.
    Problem,
}

impl Level {
    /// The word for programs.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Sound => "ok",
            Self::Unseen => "unseen",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    /// The mark for people.
    pub(super) const fn mark(self) -> char {
        match self {
            Self::Sound => '✓',
            Self::Unseen => '?',
            Self::Warning => '!',
            Self::Problem => '✗',
        }
    }
}

/// One thing that was looked at: what was expected, what came, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) level: Level,
    /// Of what is sound it goes without saying.
    pub(super) expected: Option<String>,
    pub(super) found: String,
    /// One, for each warning and each problem.
    pub(super) fix: Option<String>,
}

impl Finding {
    /// As it should be.
    pub(super) fn sound(found: impl Into<String>) -> Self {
        Self { level: Level::Sound, expected: None, found: found.into(), fix: None }
    }

    /// It could not be looked at, and why.
    pub(super) fn unseen(why: impl Into<String>) -> Self {
        Self { level: Level::Unseen, expected: None, found: why.into(), fix: None }
    }

    /// It works, and not as somebody would want it.
    pub(super) fn warning(
        expected: impl Into<String>,
        found: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { level: Level::Warning, ..Self::problem(expected, found, fix) }
    }

    /// It does not work, or is not safe.
    pub(super) fn problem(
        expected: impl Into<String>,
        found: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Problem,
            expected: Some(expected.into()),
            found: found.into(),
            fix: Some(fix.into()),
        }
    }

    /// For programs.
    pub(super) fn json(&self, check: &str) -> Value {
        let mut object = json!({"check": check, "level": self.level.as_str(), "expected": self.expected, "found": self.found,
                "fix": self.fix});
        if let Some(members) = object.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        object
    }
}

/// What is left where nothing was found to be otherwise.
pub(super) fn or_sound(found: Vec<Finding>, words: impl FnOnce() -> String) -> Vec<Finding> {
    if found.is_empty() { vec![Finding::sound(words())] } else { found }
}
