//! Connections that read. As many as there are threads that read at the same moment.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use sea_orm::{ConnAcquireErr, DbErr};

/// The readers of one file.
#[derive(Debug)]
pub(in crate::store) struct Readers {
    path: String,
    /// Those that nobody uses; `None` once closed.
    idle: Mutex<Option<Vec<Connection>>>,
    /// How many are in use.
    busy: AtomicUsize,
    kept: usize,
}

impl Readers {
    /// Opens the first; no more than `kept` are kept for later.
    pub(in crate::store) fn open(path: &str, kept: usize) -> Result<Self, DbErr> {
        let first = super::reader(path)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Mutex::new(Some(vec![first])),
            busy: AtomicUsize::new(0),
            kept,
        })
    }

    /// Reads with a connection of its own. Nothing waits in here, so there are never more than threads.
    pub(in crate::store) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let _in_use = InUse::of(&self.busy);
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

    /// How many there are, how many of them nobody uses, and how many are kept.
    pub(in crate::store) fn load(&self) -> (usize, usize, usize) {
        let idle = self.idle().as_ref().map_or(0, Vec::len);
        (idle + self.busy.load(Ordering::Relaxed), idle, self.kept)
    }

    /// Closes them all; a read after this fails.
    pub(in crate::store) fn close(&self) {
        drop(self.idle().take());
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts as in use until it is dropped, also where the reading panics.
struct InUse<'r>(&'r AtomicUsize);

impl<'r> InUse<'r> {
    fn of(busy: &'r AtomicUsize) -> Self {
        busy.fetch_add(1, Ordering::Relaxed);
        Self(busy)
    }
}

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    #[tokio::test]
    async fn a_reader_in_use_is_counted_and_is_not_idle() {
        let scratch = testing::sqlite().await;
        let file = scratch.dir().join("readers.db");
        let writer = Connection::open(&file).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        let readers = Readers::open(&file.to_string_lossy(), 4).unwrap();
        assert_eq!(readers.load(), (1, 1, 4));
        let meanwhile = |_: &Connection| {
            let first = readers.load();
            let second = readers.with(|_| Ok(readers.load()))?;
            Ok((first, second))
        };
        assert_eq!(readers.with(meanwhile).unwrap(), ((1, 0, 4), (2, 0, 4)));
        assert_eq!(readers.load(), (2, 2, 4), "both are kept for later");
    }
}
