//! Where two requests at the same time meet. A provider that is wrong breaks there, however busy the machine is.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Whoever is alone goes on by then.
const PATIENCE: Duration = Duration::from_secs(10);

/// Requests that have come to the same point.
#[derive(Default)]
pub(super) struct Meeting {
    /// How many have come about what.
    come: Mutex<HashMap<String, usize>>,
    another: Condvar,
}

impl Meeting {
    /// Waits until a second one comes about the same.
    pub(super) fn wait(&self, about: &str) {
        tokio::task::block_in_place(|| {
            let mut come = self.come.lock().unwrap();
            *come.entry(about.to_owned()).or_default() += 1;
            self.another.notify_all();
            let is_alone =
                |come: &mut HashMap<String, usize>| come.get(about).is_some_and(|count| *count < 2);
            drop(self.another.wait_timeout_while(come, PATIENCE, is_alone).unwrap());
        });
    }
}
