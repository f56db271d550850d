//! From where in the world an address is: by a database file in MaxMind's format, which the operator names.
//!
//! May import `model` and `causes`. Without a file, or with one that cannot be read, no address has a place, and nothing fails
//! for it. The file is read into memory at once, and again when it has changed: what delivers it replaces it while we run.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use maxminddb::Reader;
use serde::Deserialize;

use crate::causes::with_causes;
use crate::model::place::{Place, Point};

/// Larger files are not read: the largest that are published are a tenth of it.
const LARGEST: u64 = 1 << 30;

/// Finds the places of addresses.
pub struct Places {
    file: Option<PathBuf>,
    read: RwLock<Option<Read>>,
}

/// A file that was read.
struct Read {
    mark: Mark,
    /// Nothing where it is no such database.
    database: Option<Arc<Reader<Vec<u8>>>>,
}

/// What tells that a file is another one by now.
type Mark = (SystemTime, u64);

/// Why a file gives no places.
#[derive(Debug, thiserror::Error)]
enum Unread {
    /// It cannot be read.
    #[error("the file cannot be read")]
    File(#[from] std::io::Error),
    /// It is no database, or damaged.
    #[error("the file is no database in MaxMind's format")]
    Database(#[from] maxminddb::MaxMindDbError),
    /// It is larger than any.
    #[error("the file is larger than any database of addresses")]
    Large,
}

/// What of an entry we look at: GeoLite2 and GeoIP2 Country and City have it, and what others publish in their place.
#[derive(Deserialize)]
struct Entry<'e> {
    #[serde(borrow)]
    country: Option<Country<'e>>,
    location: Option<Location>,
}

#[derive(Deserialize)]
struct Country<'e> {
    iso_code: Option<&'e str>,
}

#[derive(Deserialize)]
struct Location {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl Places {
    /// Places by this file, which [`Places::follow`] reads.
    pub const fn of(file: Option<PathBuf>) -> Self {
        Self { file, read: RwLock::new(None) }
    }

    /// Whether a file was named.
    pub const fn is_asked_for(&self) -> bool {
        self.file.is_some()
    }

    /// Where the address is, as far as the file knows.
    pub fn find(&self, address: IpAddr) -> Option<Place> {
        let database = {
            let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(read.as_ref()?.database.as_ref()?)
        };
        let found = database.lookup(address).and_then(|found| found.decode::<Entry<'_>>());
        // A damaged entry is as good as none.
        let entry = found.ok().flatten()?;
        let country = entry.country.and_then(|country| country.iso_code).filter(|code| is_code(code))?;
        let at = entry.location.and_then(|location| location.latitude.zip(location.longitude));
        let point = at.and_then(|(latitude, longitude)| Point::at(latitude, longitude));
        Some(Place { country: country.to_owned(), point })
    }

    /// Takes the file up if it is another one than before, and says in the log what became of it. To be called off the async
    /// threads.
    pub fn follow(&self) {
        let Some(file) = &self.file else { return };
        let mark = match mark(file) {
            Ok(mark) => mark,
            // Whoever replaces it may be between two steps: what was read stays.
            Err(error) => {
                let is_first = self.read.read().unwrap_or_else(PoisonError::into_inner).is_none();
                if is_first {
                    self.take_up(((SystemTime::UNIX_EPOCH, 0), Err(error.into())), file);
                }
                return;
            }
        };
        let before = self.read.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|read| read.mark);
        if before != Some(mark) {
            self.take_up((mark, open(file, mark)), file);
        }
    }

    fn take_up(&self, (mark, opened): (Mark, Result<Reader<Vec<u8>>, Unread>), file: &Path) {
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        let before = read.take().and_then(|read| read.database);
        let database = match opened {
            Ok(database) => {
                let made = database.metadata().database_type.clone();
                tracing::info!(file = %file.display(), database = made, "places of addresses are known");
                Some(Arc::new(database))
            }
            Err(error) => {
                let stays = if before.is_some() { "those of the file before stay" } else { "none is known" };
                let error = with_causes(&error);
                tracing::warn!(file = %file.display(), error, "places of addresses: {stays}");
                before
            }
        };
        *read = Some(Read { mark, database });
    }
}

fn mark(file: &Path) -> std::io::Result<Mark> {
    let told = std::fs::metadata(file)?;
    Ok((told.modified()?, told.len()))
}

fn open(file: &Path, (_, size): Mark) -> Result<Reader<Vec<u8>>, Unread> {
    if size > LARGEST {
        return Err(Unread::Large);
    }
    Ok(Reader::from_source(std::fs::read(file)?)?)
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Places").field("file", &self.file).finish_non_exhaustive()
    }
}
