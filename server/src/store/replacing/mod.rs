//! Putting another file in the place of a SQLite database.
//!
//! The new one is made whole in a folder beside it, and then takes its place by one rename: whenever that is interrupted,
//! the old one is there or the new one. Two kinds of old file are moved away first, so that for a moment there is neither, and the
//! old one lies beside under the name that it keeps: one that is damaged and has a log, which would be read as the new
//! one's, and any on a disk that gives a file no second name. Meanwhile the place is held alone, so that nobody works on
//! a file that is gone.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sea_orm::sqlx;

use super::{StoreError, backup, file, sqlite};
use crate::config::value::DatabaseUrl;

/// A place that is held, and what is made for it.
#[derive(Debug)]
pub struct Replacing {
    file: PathBuf,
    staging: Staging,
    _hold: sqlite::Hold,
    /// Last of all, once nothing of ours is in it any more.
    _folder: MadeFolder,
}

impl Replacing {
    /// Holds the place of `file`, which need not be there.
    ///
    /// # Errors
    /// [`StoreError::Held`] while anybody works on it.
    pub fn begin(file: &Path) -> Result<Self, StoreError> {
        let file = &file.canonicalize().unwrap_or_else(|_| file.to_owned());
        let folder = MadeFolder::of(file)?;
        let hold = sqlite::Hold::alone(file)?;
        // What one before us has left that was interrupted: nobody else is here.
        let staging = Staging::new(beside(file, "restoring"))?;
        // A release that knows no such hold has it open all the same.
        alone(file)?;
        Ok(Self { file: file.to_owned(), staging, _hold: hold, _folder: folder })
    }

    /// The file that is being made, as the rest of the store opens it.
    pub fn address(&self) -> String {
        DatabaseUrl::sqlite_file(&self.staged()).expose().to_owned()
    }

    /// Makes it from a backup, which [`backup::look_through`] has found sound.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub async fn stage(&self, from: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        sqlite::create(&self.staged().to_string_lossy()).await?;
        backup::copy(from, &self.staged(), &mut progress).await
    }

    /// Puts it in the place. The one that was there keeps its content under another name, which is answered.
    ///
    /// # Errors
    /// When somebody has the file open, and when the files cannot be moved.
    pub fn put_in_place(self, now: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
        let staged = self.staged();
        alone(&staged)?;
        alone(&self.file)?;
        self.hand_over(&staged);
        backup::sync(&staged)?;
        let kept = self.keep_old(now).map_err(sqlx::Error::Io)?;
        std::fs::rename(&staged, &self.file).map_err(sqlx::Error::Io)?;
        backup::sync_folder_of(&self.file)?;
        Ok(kept)
    }

    fn staged(&self) -> PathBuf {
        self.staging.0.join("signet.db")
    }

    /// Gives the new file the owner of the old one, or of the folder: whoever restores as root would leave a file that the
    /// server cannot open. Nobody else may, and nobody else has to.
    fn hand_over(&self, staged: &Path) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let owner = self.file.metadata().or_else(|_| self.staging.0.join("..").metadata());
            if let Ok(owner) = owner {
                let _ = std::os::unix::fs::chown(staged, Some(owner.uid()), Some(owner.gid()));
            }
        }
    }

    /// Gives the old file a second name. A log that is left belongs to it alone: beside another file it would be read as
    /// that file's.
    fn keep_old(&self, now: DateTime<Utc>) -> std::io::Result<Option<PathBuf>> {
        if !self.file.exists() {
            return Ok(None);
        }
        let kept = beside(&self.file, &format!("replaced-{}", now.format("%Y%m%dT%H%M%SZ")));
        let logs = ["-wal", "-shm", "-journal"].map(|end| (append(&self.file, end), append(&kept, end)));
        let has_logs = logs.iter().any(|(log, _)| log.exists());
        if has_logs || std::fs::hard_link(&self.file, &kept).is_err() {
            // Without its log the old one would be an older state of itself: it goes first.
            std::fs::rename(&self.file, &kept)?;
        }
        for (log, kept) in logs.iter().filter(|(log, _)| log.exists()) {
            std::fs::rename(log, kept)?;
        }
        Ok(Some(kept))
    }
}

/// Makes the file one without a log, which says whether anybody else has it open. One that is damaged cannot be asked: its
/// log goes where it goes.
fn alone(file: &Path) -> Result<(), StoreError> {
    if sqlite::begins_well(file) && matches!(sqlite::into_one_file(file), Ok(false)) {
        return Err(StoreError::Held(file.display().to_string()));
    }
    Ok(())
}

/// The folder of the file, made where there was none. One that we made and that holds nothing goes when this does.
#[derive(Debug)]
struct MadeFolder(Option<PathBuf>);

impl MadeFolder {
    fn of(file: &Path) -> Result<Self, StoreError> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        if let Some(folder) = folder {
            file::create_folder(folder)?;
        }
        Ok(Self(folder.map(Path::to_owned)))
    }
}

impl Drop for MadeFolder {
    fn drop(&mut self) {
        // It stays where the database is in it.
        if let Some(folder) = &self.0 {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// A folder for what is being made; it goes when this does.
#[derive(Debug)]
pub(super) struct Staging(pub(super) PathBuf);

impl Staging {
    pub(super) fn new(folder: PathBuf) -> Result<Self, StoreError> {
        let make = || {
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&folder)
        };
        make().map_err(sqlx::Error::Io)?;
        Ok(Self(folder))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `FILE.end`, in the same folder and so on the same disk.
pub(super) fn beside(file: &Path, end: &str) -> PathBuf {
    append(file, &format!(".{end}"))
}

fn append(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests;
