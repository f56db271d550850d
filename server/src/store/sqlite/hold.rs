//! Who works on a SQLite file. Everybody who opens it holds its folder with the others; whoever puts another file in its
//! place holds it alone. The lock is the operating system's: it goes with the process, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::store::StoreError;

/// Held for as long as this lives. It is the folder's lock: SQLite may not have its own files opened and closed beside
/// it, which would end its locks, and a file for this alone would have to have the right owner.
#[derive(Debug)]
pub(in crate::store) struct Hold {
    _folder: File,
}

impl Hold {
    /// Beside others.
    ///
    /// # Errors
    /// [`StoreError::Held`] while somebody holds it alone.
    pub(in crate::store) fn shared(path: &Path) -> Result<Self, StoreError> {
        Self::locked(path, File::try_lock_shared)
    }

    /// With nobody beside.
    ///
    /// # Errors
    /// [`StoreError::Held`] while anybody holds it.
    pub(in crate::store) fn alone(path: &Path) -> Result<Self, StoreError> {
        Self::locked(path, File::try_lock)
    }

    fn locked(path: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Self, StoreError> {
        // Where the file is a link, it counts where it really lies.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = File::open(folder).map_err(sea_orm::sqlx::Error::Io)?;
        match lock(&file) {
            Err(TryLockError::WouldBlock) => Err(StoreError::Held(folder.display().to_string())),
            // A file system without locks of folders: those of SQLite still stand.
            Err(TryLockError::Error(error)) if !without_locks(&error) => {
                Err(sea_orm::sqlx::Error::Io(error).into())
            }
            _ => Ok(Self { _folder: file }),
        }
    }
}

fn without_locks(error: &io::Error) -> bool {
    // NFS locks only what is open for writing, which a folder never is.
    error.kind() == io::ErrorKind::Unsupported || error.raw_os_error() == Some(EBADF)
}

const EBADF: i32 = 9;
