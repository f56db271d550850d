//! The process, under the names that every Prometheus client uses; and which release it is.

use std::sync::atomic::AtomicU64;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::whole;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// The process.
#[derive(Debug)]
pub struct Process {
    cpu: Counter<f64, AtomicU64>,
    resident: Gauge,
    open_files: Gauge,
    most_files: Gauge,
    threads: Gauge,
}

/// What the operating system says about us.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Seconds of processor time so far.
    pub cpu_seconds: f64,
    /// Bytes of memory in use.
    pub resident_bytes: usize,
    /// Open files and sockets.
    pub open_files: usize,
    /// How many there may be.
    pub most_files: usize,
    /// Threads.
    pub threads: usize,
}

impl Process {
    pub(super) fn register(registry: &mut Registry, started_at: DateTime<Utc>) -> Self {
        let build = Info::new(Build { version: env!("CARGO_PKG_VERSION") });
        registry.register("signet_build", "Which release this is", build);
        let process = Self {
            cpu: Counter::default(),
            resident: Gauge::default(),
            open_files: Gauge::default(),
            most_files: Gauge::default(),
            threads: Gauge::default(),
        };
        let ours = registry.sub_registry_with_prefix("process");
        ours.register_with_unit("cpu", "Processor time", Unit::Seconds, process.cpu.clone());
        ours.register_with_unit("resident_memory", "Memory in use", Unit::Bytes, process.resident.clone());
        ours.register("open_fds", "Open files and sockets", process.open_files.clone());
        ours.register("max_fds", "Files and sockets that may be open", process.most_files.clone());
        ours.register("threads", "Threads", process.threads.clone());
        let started: Gauge = Gauge::default();
        started.set(started_at.timestamp());
        let help = "When the process began to serve, since 1970-01-01";
        ours.register_with_unit("start_time", help, Unit::Seconds, started);
        process
    }

    /// What the operating system says right now.
    pub fn sample(&self, usage: Usage) {
        let more = usage.cpu_seconds - self.cpu.get();
        if more > 0.0 {
            self.cpu.inc_by(more);
        }
        self.resident.set(whole(usage.resident_bytes));
        self.open_files.set(whole(usage.open_files));
        self.most_files.set(whole(usage.most_files));
        self.threads.set(whole(usage.threads));
    }
}
