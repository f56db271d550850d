//! One source's values, before they are laid over the others'.

use super::origin::Origin;
use super::problem::Problem;
use super::raw::Raw;

/// A value and where it came from.
pub(in crate::config) struct Given {
    pub(in crate::config) raw: Raw,
    pub(in crate::config) origin: Origin,
}

/// What one source says, known keys or not, and what could not be read of it.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) entries: Vec<(String, Given)>,
    pub(super) problems: Vec<Problem>,
}

impl Layer {
    /// A source that could not be read at all.
    pub(super) fn failed(problem: Problem) -> Self {
        Self { entries: Vec::new(), problems: vec![problem] }
    }

    pub(super) fn set(&mut self, key: String, raw: Raw, origin: Origin) {
        self.entries.push((key, Given { raw, origin }));
    }
}
