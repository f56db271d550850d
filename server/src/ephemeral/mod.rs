//! Short-lived records: everything that has an expiry and no row of its own.
//!
//! What lives here: *kept* records, whose loss would revive or break something ([`kept`], typed
//! access through a [`shelf`], all of them listed in [`shelves`]); *lossy* records, counts and
//! caches ([`lossy`], two implementations), and the [`throttle`] that counts on them; and what one process
//! remembers for itself: [`turns`], [`refusals`]. What a request was counted by is observed by [`standing`]. It may import
//! `store`, `sealing`, `clock`, `entropy`, `secret` and `config`; redis is spoken in `lossy/redis.rs` only.
//!
//! To add a kind of kept record: one entry in `shelves.rs`. Expiry is judged by the `now` that the
//! caller passes, so tests travel in time. Every key is a digest, and every value sealed under what was digested, so a stolen
//! database is not a bag of usable codes.

pub mod kept;
pub mod key;
pub mod lossy;
pub mod refusals;
pub mod shelf;
pub mod shelves;
pub mod standing;
pub mod throttle;
pub mod turns;
