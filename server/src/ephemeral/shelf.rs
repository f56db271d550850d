//! Typed access to kept records, each sealed under what finds it.
//!
//! A row is found by a digest, and what it holds opens with what was digested alone: whoever has the database, and not the
//! cookie, the page or the mail, reads nothing, and nothing of a person who was erased is found in it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kept::{self, Record};
use super::key::Key;
use crate::sealing::aead::{self, NONCE};
use crate::sealing::derive::derive;
use crate::store::StoreError;

/// One kind of kept record: what it is called, how long it counts, and of which type it is.
///
/// A record is found by `parts`: one secret of 128 bits or more, or what identifies a mark (a
/// client and a `jti`). Only a digest of them is stored.
pub struct Shelf<T> {
    prefix: &'static str,
    life: TimeDelta,
    holds: PhantomData<fn() -> T>,
}

impl<T> Shelf<T> {
    /// The shelf of that name. Only `shelves.rs` calls this.
    pub(super) const fn new(prefix: &'static str, life: TimeDelta) -> Self {
        Self { prefix, life, holds: PhantomData }
    }

    /// The same shelf, for records that count for `life`: where each has its own, and for how long
    /// a cookie beside it should live.
    #[must_use]
    pub const fn lasting(self, life: TimeDelta) -> Self {
        Self { life, ..self }
    }

    /// How long a record counts.
    pub const fn life(&self) -> TimeDelta {
        self.life
    }

    /// The primary key of the row where a record lies: what a sealed one is bound to.
    pub fn row(&self, parts: &[&str]) -> String {
        self.key(parts).as_str().to_owned()
    }

    fn key(&self, parts: &[&str]) -> Key {
        Key::of(self.prefix, parts)
    }
}

impl<T: Serialize + DeserializeOwned> Shelf<T> {
    /// Keeps `value`, in place of any other.
    pub async fn put(
        &self,
        db: &impl ConnectionTrait,
        parts: &[&str],
        value: &T,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let key = self.key(parts);
        let record = self.record(parts, &key, value, now)?;
        kept::put(db, &key, record).await
    }

    /// Keeps `value` if nothing that still counts is there; answers whether it did. One winner.
    pub async fn put_new(
        &self,
        db: &impl ConnectionTrait,
        parts: &[&str],
        value: &T,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let key = self.key(parts);
        let record = self.record(parts, &key, value, now)?;
        kept::put_new(db, &key, record, now).await
    }

    /// The value, if it still counts.
    pub async fn read(
        &self,
        db: &impl ConnectionTrait,
        parts: &[&str],
        now: DateTime<Utc>,
    ) -> Result<Option<T>, StoreError> {
        let key = self.key(parts);
        self.open(parts, &key, kept::read(db, &key, now).await?)
    }

    /// Replaces `before`, as it was read, by `after`, for as long as it still counted. `false` where it is another by now.
    pub async fn replace(
        &self,
        db: &impl ConnectionTrait,
        parts: &[&str],
        (before, after): (&T, &T),
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let key = self.key(parts);
        let (before, after) = (self.seal(parts, &key, before)?, self.seal(parts, &key, after)?);
        kept::replace(db, &key, (before, after), now).await
    }

    /// Uses the record up; of many callers one gets the value.
    pub async fn claim(
        &self,
        db: &impl ConnectionTrait,
        parts: &[&str],
        now: DateTime<Utc>,
    ) -> Result<Option<T>, StoreError> {
        let key = self.key(parts);
        self.open(parts, &key, kept::claim(db, &key, now).await?)
    }

    fn record(&self, parts: &[&str], key: &Key, value: &T, now: DateTime<Utc>) -> Result<Record, StoreError> {
        let value = self.seal(parts, key, value)?;
        Ok(Record { value, expires_at: now + self.life })
    }

    /// The same value gives the same bytes, so that `replace` can compare; the nonce comes from the value, so that two values
    /// never share one.
    fn seal(&self, parts: &[&str], key: &Key, value: &T) -> Result<Vec<u8>, StoreError> {
        let plain = serde_json::to_vec(value).map_err(|error| corrupt(key, &error))?;
        let secret = self.secret(parts);
        let whole = derive(&secret, "kept record nonce v1", &[&plain]);
        let nonce: [u8; NONCE] = std::array::from_fn(|at| whole[at]);
        let sealed = aead::seal(&secret, &nonce, key.as_str().as_bytes(), &plain);
        Ok(nonce.into_iter().chain(sealed).collect())
    }

    fn open(&self, parts: &[&str], key: &Key, value: Option<Vec<u8>>) -> Result<Option<T>, StoreError> {
        let Some(bytes) = value else { return Ok(None) };
        let opened = bytes.split_first_chunk::<NONCE>().and_then(|(nonce, sealed)| {
            aead::open(&self.secret(parts), nonce, key.as_str().as_bytes(), sealed)
        });
        let plain = opened.ok_or_else(|| unreadable(key, "it does not open".to_owned()))?;
        serde_json::from_slice(&plain).map(Some).map_err(|error| corrupt(key, &error))
    }

    /// Not to be had from the row's key, which is another digest of the same parts.
    fn secret(&self, parts: &[&str]) -> impl Deref<Target = [u8; 32]> + use<T> {
        let parts: Vec<&[u8]> =
            std::iter::once(&self.prefix).chain(parts).map(|part| part.as_bytes()).collect();
        derive(&[0; 32], "kept record v1", &parts)
    }
}

impl<T> fmt::Debug for Shelf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("prefix", &self.prefix).field("life", &self.life).finish()
    }
}

/// Says where in the JSON it went wrong, not what stood there.
fn corrupt(key: &Key, error: &serde_json::Error) -> StoreError {
    unreadable(key, format!("{:?} at column {} of its JSON", error.classify(), error.column()))
}

fn unreadable(key: &Key, what: String) -> StoreError {
    StoreError::Corrupt { table: "kept_record", row: key.as_str().to_owned(), what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;
    use crate::store::testing;

    const NAMES: Shelf<String> = Shelf::new("test-name", TimeDelta::seconds(5));
    const NUMBERS: Shelf<u32> = Shelf::new("test-name", TimeDelta::seconds(5));

    #[tokio::test]
    async fn a_shelf_gives_back_what_was_put_for_as_long_as_it_says() {
        let scratch = testing::sqlite().await;
        let now = from_millis(1_000_000);
        let kept = async move |tx: &crate::store::Transaction| {
            NAMES.put(tx, &["s3cret"], &"alice".to_owned(), now).await?;
            assert!(!NAMES.put_new(tx, &["s3cret"], &"bob".to_owned(), now).await?);
            NAMES.lasting(TimeDelta::seconds(50)).put(tx, &["long"], &"carol".into(), now).await
        };
        scratch.db.write(kept).await.unwrap();
        let reader = scratch.db.reader();
        let read = NAMES.read(reader, &["s3cret"], now).await.unwrap();
        assert_eq!(read.as_deref(), Some("alice"));
        let late = now + TimeDelta::seconds(5);
        assert_eq!(NAMES.read(reader, &["s3cret"], late).await.unwrap(), None);
        let read = NAMES.read(reader, &["long"], late).await.unwrap();
        assert_eq!(read.as_deref(), Some("carol"));
        let claimed = async move |tx: &crate::store::Transaction| {
            let first = NAMES.claim(tx, &["s3cret"], now).await?;
            Ok::<_, StoreError>((first, NAMES.claim(tx, &["s3cret"], now).await?))
        };
        let claimed = scratch.db.write(claimed).await.unwrap();
        assert_eq!(claimed, (Some("alice".to_owned()), None));
    }

    #[tokio::test]
    async fn what_rests_opens_with_what_finds_it_alone_and_is_replaced_as_it_was_read() {
        let scratch = testing::sqlite().await;
        let now = from_millis(1_000_000);
        let name = || "alice@example.com".to_owned();
        let put = async move |tx: &crate::store::Transaction| {
            NAMES.put(tx, &["one"], &name(), now).await?;
            NAMES.put(tx, &["two"], &name(), now).await
        };
        scratch.db.write(put).await.unwrap();
        let row = async |parts: &[&str]| {
            let key = NAMES.key(parts);
            kept::read(scratch.db.reader(), &key, now).await.unwrap().unwrap()
        };
        let (one, two) = (row(&["one"]).await, row(&["two"]).await);
        assert!(!String::from_utf8_lossy(&one).contains("alice"), "nothing can be read");
        assert_ne!(one, two, "nor that two say the same");
        let moved = async move |tx: &crate::store::Transaction| {
            kept::put(tx, &NAMES.key(&["two"]), Record { value: one, expires_at: now + TimeDelta::days(1) })
                .await
        };
        scratch.db.write(moved).await.unwrap();
        assert!(
            NAMES.read(scratch.db.reader(), &["two"], now).await.is_err(),
            "it opens in its own place alone"
        );
        let replaced = async move |tx: &crate::store::Transaction| {
            let (was, is) = (name(), "bob".to_owned());
            let first = NAMES.replace(tx, &["one"], (&was, &is), now).await?;
            Ok::<_, StoreError>((first, NAMES.replace(tx, &["one"], (&was, &is), now).await?))
        };
        assert_eq!(scratch.db.write(replaced).await.unwrap(), (true, false));
    }

    #[tokio::test]
    async fn a_record_of_another_type_is_corrupt_and_its_value_is_not_repeated() {
        let scratch = testing::sqlite().await;
        let now = from_millis(1_000_000);
        let put = async move |tx: &crate::store::Transaction| {
            NAMES.put(tx, &["a"], &"hunter2".to_owned(), now).await
        };
        scratch.db.write(put).await.unwrap();
        let error = NUMBERS.read(scratch.db.reader(), &["a"], now).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { table: "kept_record", .. }));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
