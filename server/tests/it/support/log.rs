//! What the server says in its log, kept so that a test can look for what must never stand there.

use std::io;
use std::sync::{Mutex, Once};

use tracing_subscriber::EnvFilter;

static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static START: Once = Once::new();

/// Keeps what all servers of this process say, at the most talkative level that an operator can choose.
pub fn start() {
    START.call_once(|| {
        let filter = EnvFilter::new("warn,signet=trace");
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Keep).init();
    });
}

/// How much was said so far: where [`since`] goes on.
pub fn mark() -> usize {
    SAID.lock().unwrap().len()
}

/// What was said since.
pub fn since(mark: usize) -> String {
    String::from_utf8_lossy(&SAID.lock().unwrap()[mark..]).into_owned()
}

struct Keep;

impl io::Write for Keep {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        SAID.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
