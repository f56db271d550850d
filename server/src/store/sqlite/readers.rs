//! Connections that read. As many as there are threads that read at the same moment.

use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use sea_orm::{ConnAcquireErr, DbErr};

/// The readers of one file.
#[derive(Debug)]
pub(in crate::store) struct Readers {
    path: String,
    /// Those that nobody uses; `None` once closed.
    idle: Mutex<Option<Vec<Connection>>>,
    kept: usize,
}

impl Readers {
    /// Opens the first; no more than `kept` are kept for later.
    pub(in crate::store) fn open(path: &str, kept: usize) -> Result<Self, DbErr> {
        let first = super::reader(path)?;
        Ok(Self { path: path.to_owned(), idle: Mutex::new(Some(vec![first])), kept })
    }

    /// Reads with a connection of its own. Nothing waits in here, so there are never more than threads.
    pub(in crate::store) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let idle = match &mut *self.idle() {
            Some(idle) => idle.pop(),
            None => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
        };
        let connection = idle.map_or_else(|| super::reader(&self.path), Ok)?;
        let answer = read(&connection);
        if let Some(idle) = &mut *self.idle()
            && idle.len() < self.kept
        {
            idle.push(connection);
        }
        answer
    }

    /// How many are idle, and how many of those are kept.
    pub(in crate::store) fn load(&self) -> (usize, usize) {
        (self.idle().as_ref().map_or(0, Vec::len), self.kept)
    }

    /// Closes them all; a read after this fails.
    pub(in crate::store) fn close(&self) {
        drop(self.idle().take());
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
