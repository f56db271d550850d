//! When the next operation is due.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// The timer of tokio is this coarse; what is due sooner is awaited by turning in circles.
const TIMER: Duration = Duration::from_millis(2);

/// How operations follow one another, over all connections.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    every: Option<Duration>,
    next: Cell<u32>,
}

impl Pace {
    /// A closed loop: each connection goes on as soon as it is answered.
    pub fn closed() -> Self {
        Self { began: Instant::now(), every: None, next: Cell::new(0) }
    }

    /// An open loop: so many a second, whether the last ones are answered or not. A late operation is counted from when it
    /// was due, so that a provider that stalls does not hide it.
    pub fn open(per_second: f64) -> Self {
        Self { every: Some(Duration::from_secs_f64(1.0 / per_second)), ..Self::closed() }
    }

    /// Waits for the next turn, and tells when it was due.
    pub async fn turn(&self) -> Instant {
        let Some(every) = self.every else { return Instant::now() };
        let number = self.next.replace(self.next.get() + 1);
        let due = self.began + every * number;
        loop {
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return due;
            }
            match left.checked_sub(TIMER) {
                Some(long) => tokio::time::sleep(long).await,
                None => tokio::task::yield_now().await,
            }
        }
    }
}
