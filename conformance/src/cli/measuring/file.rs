//! What is read from files and written to them.

use std::path::Path;

use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::file::put;

#[derive(Serialize)]
struct Report<'o, O, T> {
    date: String,
    options: &'o O,
    #[serde(flatten)]
    measured: T,
}

/// Writes when and how something was measured, and what came out.
pub(super) fn write<T: Serialize>(file: &Path, options: &impl Serialize, measured: T) -> anyhow::Result<()> {
    let date = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let report = Report { date, options, measured };
    put(file, &(serde_json::to_string_pretty(&report)? + "\n"))
}

/// JSON objects, one a line.
pub(super) fn lines<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<T>> {
    let text = read(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parsed = lines.map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), number + 1))
    });
    parsed.collect()
}

/// The text of a target file. A provider that is still starting has made the file and written nothing.
pub(super) fn target(file: &Path) -> anyhow::Result<String> {
    let text = read(file)?;
    anyhow::ensure!(!text.trim().is_empty(), "{} is empty; is the provider up?", file.display());
    Ok(text)
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
