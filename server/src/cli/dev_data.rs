//! The data directory of `signet dev`: made, held by one at a time, with its master key.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::demo;
use super::place::master_key_file;
use crate::entropy::SystemEntropy;
use crate::sealing::master_key::MasterKey;

/// A data directory that no other `signet dev` works on while this is held. The lock is the operating system's: it
/// goes with the process, however that ends.
pub(super) struct DevData {
    folder: PathBuf,
    _lock: File,
}

impl DevData {
    /// Makes the directory where there is none, and holds it. A second holder would move the demo's redirect URIs to its
    /// own port.
    pub(super) fn hold(folder: &Path, port: u16) -> anyhow::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder
            .create(folder)
            .with_context(|| format!("creating the data directory {}", folder.display()))?;
        let file = folder.join("dev.lock");
        let told = || format!("holding the data directory by {}", file.display());
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut lock = options.open(&file).with_context(told)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(
                "another `signet dev`{} works on {}: stop it, or start this one with a directory of its own (--data DIR)",
                holder(&file),
                folder.display()
            ),
            Err(TryLockError::Error(error)) => return Err(error).with_context(told),
        }
        lock.set_len(0).with_context(told)?;
        writeln!(lock, "process {}, port {port}", std::process::id()).with_context(told)?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// The master key of this data directory, made at the first start.
    pub(super) fn master_key(&self) -> anyhow::Result<MasterKey> {
        if let Some(known) = known_master_key(&self.folder)? {
            return Ok(known);
        }
        let fresh = MasterKey::generate(&SystemEntropy);
        demo::write_private(&master_key_file(&self.folder), fresh.to_text().expose())?;
        Ok(fresh)
    }
}

/// The master key that lies in a data directory, where it was made already.
pub(super) fn known_master_key(folder: &Path) -> anyhow::Result<Option<MasterKey>> {
    let file = master_key_file(folder);
    if !file.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let key = MasterKey::parse(text.trim());
    Ok(Some(key.with_context(|| format!("the master key in {}", file.display()))?))
}

/// Who holds it, by its own words; nothing where it has not said so yet.
fn holder(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_directory_and_nothing_of_it_stays_when_it_is_gone() {
        let folder = std::env::temp_dir().join(format!("signet-dev-data-{}", std::process::id()));
        let first = DevData::hold(&folder, 4711).unwrap();
        let told = DevData::hold(&folder, 4712).err().unwrap().to_string();
        let pid = std::process::id();
        assert_eq!(
            told,
            format!(
                "another `signet dev` (process {pid}, port 4711) works on {}: stop it, or start this one with a \
                 directory of its own (--data DIR)",
                folder.display()
            )
        );
        drop(first);
        DevData::hold(&folder, 4712).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
