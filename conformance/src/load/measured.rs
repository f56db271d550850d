//! What came out of a round.

use serde::Serialize;

use crate::load::histogram::Histogram;
use crate::load::lanes::Window;

/// One workload, timed once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Measured {
    /// Its name.
    pub workload: String,
    /// The first client that asked.
    pub client: String,
    /// Connections side by side.
    pub connections: usize,
    /// How long it was timed.
    pub seconds: f64,
    /// Operations that were done.
    pub operations: u64,
    /// Operations that were not as they should be, warm-up included.
    pub failed: u64,
    /// Operations a second.
    pub per_second: f64,
    /// The median latency, in microseconds.
    pub p50_us: f64,
    /// What 99 % stayed within.
    pub p99_us: f64,
    /// What 99.9 % stayed within.
    pub p999_us: f64,
    /// CPU time of the provider for an operation, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_us: Option<f64>,
    /// Bytes that the provider had written to storage for an operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_bytes: Option<f64>,
    /// Memory of the provider at the end, in KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_kib: Option<u64>,
    /// CPU time of this driver for an operation, in microseconds.
    pub driver_cpu_us: f64,
    /// How much of a core this driver took: near 100 % it is what is measured.
    pub driver_percent: f64,
    /// What went wrong, the first times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<String>,
}

impl Measured {
    pub(super) fn of(latencies: &Histogram, window: &Window) -> Self {
        let operations = latencies.total();
        let each =
            |before: u64, after: u64| decimal(after.saturating_sub(before)) / decimal(operations.max(1));
        let micros = |share| decimal(latencies.per_mille(share)) / 1000.0;
        let (before, after) = window.own;
        Self {
            seconds: window.seconds,
            operations,
            per_second: decimal(operations) / window.seconds,
            p50_us: micros(500),
            p99_us: micros(990),
            p999_us: micros(999),
            cpu_us: window.server.map(|(before, after)| each(before.cpu, after.cpu)),
            written_bytes: window.server.map(|(before, after)| each(before.written, after.written)),
            resident_kib: window.server.map(|(_, after)| after.resident),
            driver_cpu_us: each(before.cpu, after.cpu),
            driver_percent: decimal(after.cpu.saturating_sub(before.cpu)) / window.seconds / 1e4,
            ..Self::default()
        }
    }

    /// The names above [`Measured::line`].
    pub fn heading() -> String {
        format!(
            "{:<38} {:>5} {:>10} {:>9} {:>9} {:>9} {:>10} {:>9} {:>8} {:>8}",
            "workload",
            "conns",
            "op/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "CPU us/op",
            "B/op",
            "RSS MiB",
            "driver %"
        )
    }

    /// As a line of a table.
    pub fn line(&self) -> String {
        let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
        let resident = self.resident_kib.map(|kib| decimal(kib) / 1024.0);
        let failed = if self.failed > 0 { format!("  {} FAILED", self.failed) } else { String::new() };
        format!(
            "{:<38} {:>5} {:>10.1} {:>9.0} {:>9.0} {:>9.0} {:>10} {:>9} {:>8} {:>8.1}{failed}",
            format!("{}@{}", self.workload, self.client),
            self.connections,
            self.per_second,
            self.p50_us,
            self.p99_us,
            self.p999_us,
            number(self.cpu_us),
            self.written_bytes.map_or_else(|| "-".to_owned(), |bytes| format!("{bytes:.0}")),
            number(resident),
            self.driver_percent,
        )
    }
}

/// Counts here are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "a count that large would take years to reach")]
pub(crate) fn decimal(count: u64) -> f64 {
    count as f64
}
