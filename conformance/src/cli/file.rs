//! Files that a command leaves.

use std::fs::{self, OpenOptions};
use std::path::Path;

use anyhow::Context as _;

/// Fails where a file could not be written later, and leaves what is there as it is: a run that cannot begin must not cost
/// the report of the last.
pub(super) fn can_be_written(file: &Path) -> anyhow::Result<()> {
    let there = fs::metadata(file);
    // To open a pipe would already be to use it.
    if there.as_ref().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Ok(());
    }
    let opened = OpenOptions::new().create(true).append(true).open(file);
    opened.with_context(|| cannot_write(file))?;
    if there.is_err() {
        fs::remove_file(file).with_context(|| cannot_write(file))?;
    }
    Ok(())
}

/// Writes the whole file.
pub(super) fn put(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text).with_context(|| cannot_write(file))
}

fn cannot_write(file: &Path) -> String {
    format!("cannot write {}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_could_be_written_is_left_as_it_is() {
        let folder = std::env::temp_dir().join(format!("conformance-outputs-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (old, new) = (folder.join("old.json"), folder.join("new.json"));
        fs::write(&old, "kept").unwrap();
        can_be_written(&old).unwrap();
        can_be_written(&new).unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), "kept");
        assert!(!new.exists());
        let error = can_be_written(&folder.join("missing/report.json")).unwrap_err().to_string();
        assert!(error.starts_with("cannot write ") && can_be_written(&folder).is_err(), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
