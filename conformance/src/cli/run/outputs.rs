//! The files a run leaves.

use super::Arguments;
use crate::cli::file::{can_be_written, put};
use crate::expectations::Expectations;
use crate::report::{self, Report};

/// Fails before anything runs where a file could not be written after it.
pub(super) fn check(arguments: &Arguments) -> anyhow::Result<()> {
    let files = [&arguments.json, &arguments.html, &arguments.write_expect];
    files.into_iter().flatten().try_for_each(|file| can_be_written(file))
}

pub(super) fn write(report: &Report, known: &Expectations, arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(file) = &arguments.json {
        put(file, &serde_json::to_string_pretty(report)?)?;
    }
    if let Some(file) = &arguments.html {
        put(file, &report::page(report)?)?;
    }
    if let Some(file) = &arguments.write_expect {
        let beginning = known.beginning(&report.modules);
        put(file, &(serde_json::to_string_pretty(&beginning)? + "\n"))?;
        eprintln!("{}: {} exceptions; give each its reason", file.display(), beginning.len());
    }
    Ok(())
}
