//! `demo.json`: the secrets that stay the same between starts.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::model::demo::Demo;

/// Where the secrets are kept.
pub(in crate::cli) fn file(data: &Path) -> PathBuf {
    data.join("demo.json")
}

/// What is kept there, if anything is.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<Demo>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let parsed = serde_json::from_str(&text);
    parsed
        .map(Some)
        .with_context(|| format!("{} is damaged; remove it, and new demo secrets are made", path.display()))
}

/// Writes a file that only its owner reads, wholly or not at all.
pub(in crate::cli) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let part = path.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&part).with_context(|| format!("writing {}", part.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).context("writing a private file")?;
    std::fs::rename(&part, path).with_context(|| format!("writing {}", path.display()))
}
