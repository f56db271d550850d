//! The news of what was written, so that caches forget it here at once and elsewhere within a
//! second.
//!
//! A write calls [`Transaction::announce`](super::Transaction::announce). After the commit and
//! before the write's caller is answered, every [`Subscription`] of this process has it, so a
//! cache that drains its subscription before each look-up never serves what the same process has
//! revoked. (On PostgreSQL it hears of the same change a second time, through the database.)
//! Other instances hear through `LISTEN` on PostgreSQL; on SQLite a commit of another process
//! shows in `PRAGMA data_version`, and everything is forgotten.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::time::Instant;

/// News that a slow subscriber may be behind by; further behind it is told to forget everything.
const BACKLOG: usize = 1024;

/// Something cached is old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nobody knows what was missed: forget everything.
    Everything,
    /// One thing has changed.
    One {
        /// What sort of thing.
        kind: Kind,
        /// Its id: never a secret, it travels through the database in the clear.
        id: String,
    },
}

/// The sorts of things that are cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A client.
    Client,
    /// A signing, sealing or token key.
    Key,
    /// A user, with roles and claims.
    User,
    /// A signed-in device.
    Session,
    /// A token family.
    Family,
    /// An access token.
    Token,
    /// The authorization policy.
    Policy,
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Client, "client"),
    (Kind::Key, "key"),
    (Kind::User, "user"),
    (Kind::Session, "session"),
    (Kind::Family, "family"),
    (Kind::Token, "token"),
    (Kind::Policy, "policy"),
];

impl Change {
    /// One thing of `kind` has changed.
    pub fn of(kind: Kind, id: impl Into<String>) -> Self {
        Self::One { kind, id: id.into() }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS.iter().find(|(kind, _)| kind == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*"),
            Self::One { kind, id } => write!(f, "{kind}:{id}"),
        }
    }
}

impl FromStr for Change {
    type Err = std::convert::Infallible;

    /// What we do not understand, a newer release sent: then everything may be old.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let change = text.split_once(':').and_then(|(name, id)| {
            let (kind, _) = KINDS.iter().find(|(_, known)| *known == name)?;
            Some(Self::of(*kind, id))
        });
        Ok(change.unwrap_or(Self::Everything))
    }
}

/// Where news goes in this process.
#[derive(Debug, Clone)]
pub struct Changes {
    sender: broadcast::Sender<Change>,
    heard: Arc<Mutex<Option<Instant>>>,
}

impl Changes {
    /// Hears all news from now on.
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.sender.subscribe())
    }

    /// Whether news of other instances would have reached us within `span`. Where not, a cached
    /// "still good" must be asked again.
    pub fn heard_within(&self, span: Duration) -> bool {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.is_some_and(|at| at.elapsed() <= span)
    }

    pub(super) fn new() -> Self {
        Self { sender: broadcast::Sender::new(BACKLOG), heard: Arc::default() }
    }

    pub(super) fn publish(&self, change: Change) {
        // Without subscribers nobody has cached anything.
        let _ = self.sender.send(change);
    }

    pub(super) fn publish_all(&self, changes: Vec<Change>) {
        for change in changes {
            self.publish(change);
        }
    }

    pub(super) fn heard(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// One listener's view of the news.
#[derive(Debug)]
pub struct Subscription(broadcast::Receiver<Change>);

impl Subscription {
    /// The next change; `None` once the database is closed.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Everything),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next change that has arrived already.
    pub fn arrived(&mut self) -> Option<Change> {
        match self.0.try_recv() {
            Ok(change) => Some(change),
            Err(broadcast::error::TryRecvError::Lagged(_)) => Some(Change::Everything),
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::store::{Db, DbOptions, StoreError, testing};

    #[test]
    fn a_change_survives_the_wire_and_the_unknown_means_everything() {
        for (kind, _) in KINDS {
            let change = Change::of(kind, "a:b");
            assert_eq!(change.to_string().parse(), Ok(change));
        }
        for odd in ["*", "", "galaxy:7", "client"] {
            assert_eq!(odd.parse(), Ok(Change::Everything), "{odd}");
        }
    }

    #[tokio::test]
    async fn a_commit_is_heard_before_its_caller_is_answered_and_a_rollback_never() {
        for (name, scratch) in testing::databases().await {
            let mut news = scratch.db.changes().subscribe();
            let id = scratch.key("client");
            let (kept, undone) = (id.clone(), format!("{id}-undone"));
            let refused: Result<(), _> = scratch
                .db
                .write(async move |tx| {
                    tx.announce(Change::of(Kind::Client, undone));
                    Err(StoreError::Busy)
                })
                .await;
            assert!(refused.is_err());
            scratch
                .db
                .write(async move |tx| {
                    tx.announce(Change::of(Kind::Client, kept));
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
            // PostgreSQL is shared with other tests, and tells us of our own commits a second time.
            let mut heard: Vec<_> = std::iter::from_fn(|| news.arrived())
                .filter(|change| change.to_string().contains(&id))
                .collect();
            heard.dedup();
            assert_eq!(heard, [Change::of(Kind::Client, id)], "{name}");
        }
    }

    #[tokio::test]
    async fn another_process_on_the_same_file_is_told_to_forget_everything() {
        let scratch = testing::sqlite().await;
        let other = Db::open(scratch.address(), &DbOptions::default()).await.unwrap();
        sleep(Duration::from_millis(400)).await;
        let mut ours = scratch.db.changes().subscribe();
        let mut theirs = other.changes().subscribe();
        testing::insert(&scratch.db, "a").await.unwrap();
        let heard = timeout(Duration::from_secs(1), theirs.next()).await.unwrap();
        assert_eq!(heard, Some(Change::Everything));
        assert!(other.changes().heard_within(Duration::from_secs(1)));
        assert_eq!(ours.arrived(), None, "our own commit is not foreign");
    }

    #[tokio::test]
    async fn another_instance_on_postgres_hears_what_changed_even_after_its_listener_was_cut() {
        let Some(here) = testing::postgres().await else {
            return;
        };
        let there = Db::open(here.address(), &DbOptions::default()).await.unwrap();
        let mut news = there.changes().subscribe();
        await_change(&mut news, &Change::Everything).await;
        let first = Change::of(Kind::Session, here.key("first"));
        announce(&here.db, first.clone()).await;
        await_change(&mut news, &first).await;

        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE query LIKE 'LISTEN%' OR (query = 'SELECT 1' AND application_name = 'signet')";
        let cut = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, cut);
        sea_orm::ConnectionTrait::query_all_raw(here.db.reader(), cut).await.unwrap();
        await_change(&mut news, &Change::Everything).await;
        let second = Change::of(Kind::Session, here.key("second"));
        announce(&here.db, second.clone()).await;
        await_change(&mut news, &second).await;
    }

    async fn announce(db: &Db, change: Change) {
        let written: Result<(), StoreError> = db
            .write(async move |tx| {
                tx.announce(change);
                Ok(())
            })
            .await;
        written.unwrap();
    }

    async fn await_change(news: &mut Subscription, expected: &Change) {
        let wait = async { while news.next().await.as_ref() != Some(expected) {} };
        timeout(Duration::from_secs(3), wait).await.unwrap();
    }
}
