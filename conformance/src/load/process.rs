//! What a process has used, as Linux tells it under /proc.

use std::path::PathBuf;

use anyhow::Context as _;

/// Linux reports CPU time in units of 1/100 s to every program (USER_HZ), whatever its own tick is.
const MICROSECONDS_PER_TICK: u64 = 10_000;

/// A process that is watched.
#[derive(Debug, Clone)]
pub struct Process {
    folder: PathBuf,
}

/// What it had used at a moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// CPU time of all its threads, ended ones too, in microseconds.
    pub cpu: u64,
    /// Memory it holds, in KiB.
    pub resident: u64,
    /// Bytes it caused to be written to storage, where Linux tells.
    pub written: u64,
    /// Threads it has.
    pub threads: u64,
}

impl Process {
    /// The process with this id.
    pub fn of(pid: u32) -> Self {
        Self { folder: PathBuf::from(format!("/proc/{pid}")) }
    }

    /// This process.
    pub fn own() -> Self {
        Self { folder: PathBuf::from("/proc/self") }
    }

    /// Whether it is there. One that ended and is not yet reaped holds no memory.
    pub fn is_running(&self) -> bool {
        self.usage().is_ok_and(|usage| usage.resident > 0)
    }

    /// What it has used until now.
    pub fn usage(&self) -> anyhow::Result<Usage> {
        let stat = self.read("stat")?;
        // The name in parentheses may hold anything; fields 14 and 15, utime and stime, are counted from behind it.
        let (_, fields) = stat.rsplit_once(')').context("/proc has another form here")?;
        let fields: Vec<u64> = fields.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect();
        let ticks = fields.get(11..=12).map_or(0, |both| both.iter().sum());
        let status = self.read("status")?;
        // Another user's I/O is not readable.
        let io = self.read("io").unwrap_or_default();
        Ok(Usage {
            cpu: ticks * MICROSECONDS_PER_TICK,
            resident: labelled(&status, "VmRSS:"),
            written: labelled(&io, "write_bytes:"),
            threads: labelled(&status, "Threads:"),
        })
    }

    /// The size of its program, in bytes.
    pub fn program_size(&self) -> anyhow::Result<u64> {
        Ok(std::fs::metadata(self.folder.join("exe"))?.len())
    }

    fn read(&self, name: &str) -> anyhow::Result<String> {
        let file = self.folder.join(name);
        std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    }
}

fn labelled(text: &str, label: &str) -> u64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(label));
    rest.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_used_something() {
        let usage = Process::own().usage().unwrap();
        assert!(usage.resident > 500 && usage.threads >= 1, "{usage:?}");
        assert!(Process::own().program_size().unwrap() > 10_000);
    }

    #[test]
    fn a_process_that_is_not_there_does_not_run() {
        assert!(Process::own().is_running());
        // Linux gives no process an id this high (PID_MAX_LIMIT).
        assert!(!Process::of(u32::MAX).is_running());
    }

    #[test]
    fn labels_are_read_as_numbers() {
        assert_eq!(labelled("VmHWM:\t 9 kB\nVmRSS:\t  1234 kB\n", "VmRSS:"), 1234);
        assert_eq!(labelled("", "VmRSS:"), 0);
    }
}
