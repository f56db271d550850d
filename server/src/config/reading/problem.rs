//! What is wrong with a configuration.

use std::fmt;

use serde_json::{Value, json};

use super::environment;
use super::origin::Origin;

/// One thing to put right, on one line: where, which key, what was expected and what came. The
/// value of a secret is never part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where the value was set; none if it was set nowhere.
    pub origin: Option<Origin>,
    /// The key, as `section.key`; empty if the place as a whole is wrong.
    pub key: String,
    /// What was expected and what came.
    pub message: String,
}

impl Problem {
    pub(in crate::config) fn new(origin: Origin, key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { origin: Some(origin), key: key.into(), message: message.into() }
    }
}

impl Problem {
    /// One thing to do about it: which key to correct, and where.
    pub fn fix(&self) -> String {
        let what = if self.key.is_empty() { "what stands there" } else { &self.key };
        match &self.origin {
            None if self.key.is_empty() => "name a file that can be read, or correct this one".to_owned(),
            None | Some(Origin::Default) => {
                format!("set {what}, by {} or in the configuration file", environment::variable(&self.key))
            }
            Some(Origin::SecretFile(name)) => format!("correct {what} in the file that {name} names"),
            Some(origin) => format!("correct {what} in {origin}"),
        }
    }

    /// For programs: the key, where it was set, what is wrong, and what to do.
    pub fn json(&self) -> Value {
        json!({"key": self.key, "origin": self.origin, "problem": self.message, "fix": self.fix()})
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin.as_ref().filter(|origin| **origin != Origin::Default) {
            write!(f, "{origin}: ")?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// All that is wrong, so that it is put right in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(Vec<Problem>);

impl ConfigErrors {
    /// `Ok` of `value` where there are no problems.
    pub(in crate::config) fn none_or<T>(problems: Vec<Problem>, value: T) -> Result<T, Self> {
        if problems.is_empty() { Ok(value) } else { Err(Self(problems)) }
    }

    /// The problems; at least one.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let line_end = if index == 0 { "" } else { "\n" };
            write!(f, "{line_end}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
