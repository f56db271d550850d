//! How many requests run at once. A host that answers slowly fills its own lanes and then delays
//! requests to itself alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fetch_error::Cause;

/// Hosts remembered before those without a request are forgotten.
const REMEMBERED: usize = 256;

/// The bounds: in all, and towards one host.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
}

/// A place in both bounds, given back when dropped.
#[derive(Debug)]
pub(super) struct Lane {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Lanes {
    pub(super) fn new(all: usize, per_host: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), hosts: Mutex::default(), per_host }
    }

    /// Waits for a place. First in the host's own line: who waits there holds nothing that others
    /// need.
    pub(super) async fn enter(&self, host: &str) -> Result<Lane, Cause> {
        let closed = |_| Cause::Transport("the lanes are closed".to_owned());
        let host = self.host(host).acquire_owned().await.map_err(closed)?;
        let all = Arc::clone(&self.all).acquire_owned().await.map_err(closed)?;
        Ok(Lane { _host: host, _all: all })
    }

    fn host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= REMEMBERED {
            hosts.retain(|_, lanes| Arc::strong_count(lanes) > 1);
        }
        let lanes = hosts.entry(host.to_owned());
        Arc::clone(lanes.or_insert_with(|| Arc::new(Semaphore::new(self.per_host))))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn enters(lanes: &Lanes, host: &str) -> Option<Lane> {
        tokio::time::timeout(Duration::from_millis(20), lanes.enter(host)).await.ok()?.ok()
    }

    #[tokio::test]
    async fn a_busy_host_delays_itself_alone() {
        let lanes = Lanes::new(4, 2);
        let first = enters(&lanes, "slow.test").await.unwrap();
        let _second = enters(&lanes, "slow.test").await.unwrap();
        assert!(enters(&lanes, "slow.test").await.is_none());
        let _third = enters(&lanes, "rp.test").await.unwrap();
        drop(first);
        assert!(enters(&lanes, "slow.test").await.is_some());
    }

    #[tokio::test]
    async fn the_total_is_bounded() {
        let lanes = Lanes::new(2, 2);
        let _first = enters(&lanes, "a.test").await.unwrap();
        let _second = enters(&lanes, "b.test").await.unwrap();
        assert!(enters(&lanes, "c.test").await.is_none());
    }

    #[tokio::test]
    async fn idle_hosts_are_forgotten_and_busy_ones_kept() {
        let lanes = Lanes::new(2, 1);
        let _busy = enters(&lanes, "busy.test").await.unwrap();
        for number in 0..2 * REMEMBERED {
            enters(&lanes, &format!("{number}.test")).await.unwrap();
        }
        assert!(lanes.hosts.lock().unwrap().len() <= REMEMBERED);
        assert!(enters(&lanes, "busy.test").await.is_none());
    }
}
