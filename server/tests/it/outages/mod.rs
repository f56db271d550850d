//! What the servers do while what they stand on is away, slow, silent, full or emptied, and when it is back: real
//! processes under load.
//!
//! Short by default. `SIGNET_TEST_OUTAGES=full` lasts minutes, prints one line of figures for each outage (with
//! `-- --nocapture`) and holds it to its bars; times are not judged otherwise, since the machine may be busy. What is
//! always judged: nobody who was right is refused, nothing breaks, no connection is dropped, what is served from memory
//! is there, all works again without a restart, and the history holds (`load.rs`).

use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};

mod figures;
mod history;
mod left;
mod load;
mod news;
mod out_of_connections;
mod outcome;
mod postgres_hangs;
mod postgres_restarted;
mod redis_broken;
mod redis_down;
mod redis_emptied;
mod redis_failover;
mod redis_slow;
mod site;
mod visitor;

pub fn is_long() -> bool {
    std::env::var("SIGNET_TEST_OUTAGES").is_ok_and(|wanted| wanted == "full")
}

/// The one in a long run, else the other.
fn either<T>(long: T, short: T) -> T {
    if is_long() { long } else { short }
}

/// Lasts so many seconds, in a long run and else.
async fn lasts(long: u64, short: u64) {
    tokio::time::sleep(Duration::from_secs(either(long, short))).await;
}

/// One outage at a time: their load is heavy, and figures are of one alone.
async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}
