//! The process, under the names that every Prometheus client uses; and which release it is.

use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// What does not change while the process runs.
pub(super) fn register(registry: &mut Registry, started_at: DateTime<Utc>) {
    let build = Info::new(Build { version: env!("CARGO_PKG_VERSION") });
    registry.register("signet_build", "Which release this is", build);
    let ours = registry.sub_registry_with_prefix("process");
    let help = "When the process began to serve, since 1970-01-01";
    ours.register_with_unit("start_time", help, Unit::Seconds, ConstGauge::new(started_at.timestamp()));
}

/// What the operating system says about us.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Seconds of processor time so far.
    pub cpu_seconds: f64,
    /// Bytes of memory in use.
    pub resident_bytes: u64,
    /// Open files and sockets.
    pub open_files: u64,
    /// How many there may be.
    pub most_files: u64,
    /// Threads.
    pub threads: u64,
}

impl Usage {
    pub(super) fn register(&self, registry: &mut Registry) {
        let ours = registry.sub_registry_with_prefix("process");
        let cpu = ConstCounter::new(self.cpu_seconds);
        ours.register_with_unit("cpu", "Processor time", Unit::Seconds, cpu);
        let resident = ConstGauge::new(self.resident_bytes);
        ours.register_with_unit("resident_memory", "Memory in use", Unit::Bytes, resident);
        for (name, help, count) in [
            ("open_fds", "Open files and sockets", self.open_files),
            ("max_fds", "Files and sockets that may be open", self.most_files),
            ("threads", "Threads", self.threads),
        ] {
            ours.register(name, help, ConstGauge::new(count));
        }
    }
}
