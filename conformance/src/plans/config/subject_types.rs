//! `subject-types`: how people are called.

use crate::prelude::*;

/// There are two ways.
pub(super) const MODULE: Module = Module {
    name: "subject-types",
    requires: "subject_types_supported names public, pairwise or both",
    source: "OpenID Connect Discovery 1.0 section 3, OpenID Connect Core 8",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let listed = test.provider.metadata["subject_types_supported"].as_array();
    let listed = listed.ok_or_else(|| failed("subject_types_supported is not a list"))?;
    let is_right = !listed.is_empty() && listed.iter().all(|one| one == "public" || one == "pairwise");
    ensure(
        is_right,
        format!("expected public, pairwise or both as subject types, got {}", check::shown(Some(listed))),
    )
}
