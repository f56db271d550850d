//! How the limits that a request was counted by stand, for whoever is told of it.
//!
//! Limits are counted deep below what answers a request. Whoever wants to know of them runs it [`observed`], and is told of
//! every limit on the way; nobody in between has to pass anything on.

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use tokio::task_local;

use super::key::Key;
use super::throttle::Rate;
use crate::metrics::limits::LimitName;

task_local! {
    static SEEN: RefCell<Vec<Standing>>;
}

/// A limit that a request was counted by.
#[derive(Debug, Clone)]
pub struct Standing {
    pub(super) key: Key,
    /// Which.
    pub name: LimitName,
    /// What it allows.
    pub rate: Rate,
    /// How many are left.
    pub left: u64,
    /// When its window ends.
    pub ends_at: DateTime<Utc>,
    /// Whether it refused.
    pub has_refused: bool,
}

/// Does the work, and says which limits it was counted by.
pub async fn observed<F: Future>(work: F) -> (F::Output, Vec<Standing>) {
    let observing = async {
        let output = work.await;
        (output, SEEN.with(RefCell::take))
    };
    SEEN.scope(RefCell::default(), observing).await
}

/// Passes on what was observed in another task.
pub fn note_all(standings: Vec<Standing>) {
    // Nobody may want to know.
    let _ = SEEN.try_with(|seen| seen.borrow_mut().extend(standings));
}

pub(super) fn note(standing: impl FnOnce() -> Standing) {
    let _ = SEEN.try_with(|seen| seen.borrow_mut().push(standing()));
}

/// An attempt was given back.
pub(super) fn given_back(key: &Key) {
    let give_back = |seen: &RefCell<Vec<Standing>>| {
        if let Some(standing) = seen.borrow_mut().iter_mut().rev().find(|standing| standing.key == *key) {
            standing.left = (standing.left + 1).min(u64::from(standing.rate.limit));
        }
    };
    let _ = SEEN.try_with(give_back);
}
