//! What every request came to, and when: the log that figures and checks are read from.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::outcome::{No, Outcome};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    ClientCredentials,
    Refresh,
    Code,
    SignIn,
    Userinfo,
    Introspection,
    /// Key set, metadata, health: served from memory.
    Documents,
}

impl Flow {
    /// Those that need a store.
    pub const CORE: [Self; 6] = [
        Self::ClientCredentials,
        Self::Refresh,
        Self::Code,
        Self::SignIn,
        Self::Userinfo,
        Self::Introspection,
    ];
}

struct Entry {
    flow: Flow,
    began: Instant,
    ended: Instant,
    no: Option<No>,
}

/// How long each single answer took, whatever flow it was part of.
#[derive(Default)]
pub struct Answers(Mutex<Vec<(Instant, Instant)>>);

impl Answers {
    pub fn note(&self, began: Instant) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((began, Instant::now()));
    }

    /// The longest of those that were due in this time.
    pub fn longest(&self, from: Instant, to: Instant) -> Duration {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = answers.iter().filter(|(began, ended)| *ended >= from && *began <= to);
        due.map(|(began, ended)| *ended - *began).max().unwrap_or_default()
    }
}

#[derive(Default)]
pub struct History(Mutex<Vec<Entry>>);

impl History {
    /// Notes how it ends.
    pub async fn note<T>(&self, flow: Flow, asking: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        let began = Instant::now();
        let outcome = asking.await;
        let entry = Entry { flow, began, ended: Instant::now(), no: outcome.as_ref().err().cloned() };
        self.with(|entries| entries.push(entry));
        outcome
    }

    fn with<T>(&self, look: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many core requests that began in this time failed, and how many there were.
    pub fn failed(&self, from: Instant, to: Instant) -> (usize, usize) {
        self.with(|entries| {
            let asked = entries
                .iter()
                .filter(|entry| entry.flow != Flow::Documents && entry.began >= from && entry.began <= to);
            asked.fold((0, 0), |(failed, all), entry| (failed + usize::from(entry.no.is_some()), all + 1))
        })
    }

    /// How often it was done, for whoever asked.
    pub fn worked(&self, flow: Flow) -> usize {
        self.with(|entries| entries.iter().filter(|entry| entry.flow == flow && entry.no.is_none()).count())
    }

    /// The 99th percentile of answers to client credentials, in a time.
    pub fn token_p99(&self, from: Instant, to: Instant) -> Duration {
        self.with(|entries| {
            let mut spans: Vec<_> = entries
                .iter()
                .filter(|entry| {
                    entry.flow == Flow::ClientCredentials && entry.began >= from && entry.began <= to
                })
                .map(|entry| entry.ended - entry.began)
                .collect();
            spans.sort_unstable();
            spans.get(spans.len() * 99 / 100).copied().unwrap_or_default()
        })
    }

    /// How long after `back` the last failure was answered, and every flow had worked again.
    pub fn normal_after(&self, back: Instant) -> Duration {
        self.with(|entries| {
            let later = |entry: &&Entry| entry.ended > back && entry.flow != Flow::Documents;
            let last_failure =
                entries.iter().filter(later).filter(|entry| entry.no.is_some()).map(|entry| entry.ended);
            let first_success = Flow::CORE.iter().filter_map(|flow| {
                let worked =
                    |entry: &&Entry| entry.flow == *flow && entry.began >= back && entry.no.is_none();
                entries.iter().find(worked).map(|entry| entry.ended)
            });
            last_failure.chain(first_success).max().map_or(Duration::ZERO, |at| at - back)
        })
    }

    /// Until every core flow has worked that began after `since`.
    pub async fn all_work(&self, since: Instant) {
        for _ in 0..600 {
            let missing = self.with(|entries| {
                let worked = |flow: Flow| {
                    entries
                        .iter()
                        .any(|entry| entry.flow == flow && entry.began >= since && entry.no.is_none())
                };
                Flow::CORE.into_iter().filter(|flow| !worked(*flow)).collect::<Vec<_>>()
            });
            if missing.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let told = self.with(|entries| {
            let failures = entries.iter().rev().filter_map(|entry| Some((entry.flow, entry.no.clone()?)));
            failures.take(5).collect::<Vec<_>>()
        });
        panic!("after a minute something still does not work: {told:?}");
    }

    /// Nobody who was right was refused, nothing broke, no connection was dropped, and what is in memory was always there.
    pub fn failed_as_it_should(&self) {
        self.with(|entries| {
            for Entry { flow, no, .. } in entries.iter() {
                assert!(matches!(no, None | Some(No::Unavailable)), "{flow:?}: {no:?}");
                assert!(no.is_none() || *flow != Flow::Documents, "{flow:?}: {no:?}");
            }
        });
    }
}
