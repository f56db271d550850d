//! What is wrong with what was given, all at once and each by its name.

use std::fmt;

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The member or claim.
    pub member: String,
    /// What was expected and what came.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.message)
    }
}

/// All that is wrong, so that it is put right in one go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// One more.
    pub fn add(&mut self, member: &str, message: impl Into<String>) {
        self.0.push(Problem { member: member.to_owned(), message: message.into() });
    }

    /// One more, unless the rule is kept.
    pub(super) fn require(&mut self, is_kept: bool, member: &str, message: impl Into<String>) {
        if !is_kept {
            self.add(member, message);
        }
    }

    /// What was found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Whether this member has a problem.
    pub fn concern(&self, member: &str) -> bool {
        self.0.iter().any(|problem| problem.member == member)
    }

    /// `Ok` where nothing is wrong.
    pub fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let line_end = if index == 0 { "" } else { "\n" };
            write!(f, "{line_end}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// A text as a message shows it: on one line, quoted, cut.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(80).collect();
    let dots = if cut.len() < text.len() { "..." } else { "" };
    format!("{cut:?}{dots}")
}
