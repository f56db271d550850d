//! Clients that are over their limit of failed authentications, as this process remembers them.
//!
//! The count itself is shared by all instances; what is over the limit is remembered here, so that the good path asks
//! no store.

use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;

/// Until when which client is refused from which source.
#[derive(Debug)]
pub struct Refusals(Cache<(String, String), DateTime<Utc>>);

impl Default for Refusals {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(Duration::from_hours(1)).build())
    }
}

impl Refusals {
    /// Until when the client is refused from this source, if it is.
    pub fn until(&self, client_id: &str, source: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.get(&(client_id.to_owned(), source.to_owned())).filter(|until| now < *until)
    }

    /// Refuses the client from this source for a while.
    pub fn remember(&self, client_id: &str, source: &str, until: DateTime<Utc>) {
        self.0.insert((client_id.to_owned(), source.to_owned()), until);
    }
}
