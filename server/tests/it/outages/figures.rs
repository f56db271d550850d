//! What is measured of an outage, in one line, and held against its bar in the long run.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use super::is_long;
use super::load::Shared;
use super::site::Site;

/// The bars of one outage.
#[derive(Clone, Copy)]
pub struct Bars {
    /// Core requests that may fail while it lasts (after its first two seconds), in percent.
    pub failed: f64,
    pub longest: Duration,
    pub normal: Duration,
}

/// Rounds of one outage.
pub struct Figures {
    name: &'static str,
    bars: Bars,
    rounds: usize,
    asked: usize,
    failed: usize,
    longest: Duration,
    normal: Duration,
    memory: (f64, f64),
    notes: Vec<String>,
}

impl Figures {
    pub fn new(name: &'static str, bars: Bars, site: &Site) -> Self {
        let (zero, memory) = (Duration::ZERO, site.memory());
        Self {
            name,
            bars,
            rounds: 0,
            asked: 0,
            failed: 0,
            longest: zero,
            normal: zero,
            memory: (memory, memory),
            notes: Vec::new(),
        }
    }

    /// One round: it began, it ended, and all has worked again since.
    pub fn add(&mut self, site: &Site, shared: &Shared, began: Instant, back: Instant) {
        let (failed, asked) = shared.history.failed(began + Duration::from_secs(2), back);
        self.rounds += 1;
        self.asked += asked;
        self.failed += failed;
        self.longest = self.longest.max(site.answers.longest(began, back));
        self.normal = self.normal.max(shared.history.normal_after(back));
    }

    /// Looks at the server's memory now.
    pub fn look(&mut self, site: &Site) {
        self.memory.1 = self.memory.1.max(site.memory());
    }

    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// Prints the line; the long run also holds it to its bars.
    pub fn tell(mut self, shared: &std::sync::Arc<Shared>) {
        let count = |number: &std::sync::atomic::AtomicUsize| number.load(Ordering::SeqCst);
        self.note(format!("replays {} of {}", count(&shared.accepted), count(&shared.tried)));
        eprintln!("{self}");
        if is_long() {
            assert!(self.percent() <= self.bars.failed, "{self}");
            assert!(self.longest <= self.bars.longest && self.normal <= self.bars.normal, "{self}");
            assert!(self.memory.1 - self.memory.0 <= 50.0, "{self}");
        }
    }

    fn percent(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a percentage")]
        let percent = 100.0 * self.failed as f64 / self.asked.max(1) as f64;
        percent
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |span: Duration| format!("{:.2} s", span.as_secs_f64());
        write!(f, "outage {:<22} rounds {:<3}", self.name, self.rounds)?;
        write!(f, " failed {:.1} % of {} (bar {} %),", self.percent(), self.asked, self.bars.failed)?;
        write!(f, " longest answer {} (bar {}),", seconds(self.longest), seconds(self.bars.longest))?;
        write!(f, " normal after {} (bar {}),", seconds(self.normal), seconds(self.bars.normal))?;
        write!(f, " memory {:+.1} MiB, {}", self.memory.1 - self.memory.0, self.notes.join(", "))
    }
}
