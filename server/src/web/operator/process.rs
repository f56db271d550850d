//! What Linux says about this process, from `/proc/self`. Elsewhere everything is 0.

use std::fs;

use crate::metrics::process::Usage;

/// Linux counts processor time for programs in hundredths of a second, whatever its own clock (`proc(5)`).
const TICKS: f64 = 100.0;

/// What the process uses right now.
pub(super) fn usage() -> Usage {
    let read = |name: &str| fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    let (status, limits) = (read("status"), read("limits"));
    Usage {
        cpu_seconds: cpu_seconds(&read("stat")).unwrap_or_default(),
        resident_bytes: number_after(&status, "VmRSS:") * 1024,
        open_files: fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64),
        most_files: number_after(&limits, "Max open files"),
        threads: number_after(&status, "Threads:"),
    }
}

/// The first number of the line that begins with `name`.
fn number_after(text: &str, name: &str) -> u64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(name));
    rest.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// User and system time: fields 14 and 15, counted from behind the name, which may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u32 = fields.next()?.parse().ok()?;
    let more: u32 = fields.next()?.parse().ok()?;
    Some((f64::from(ticks) + f64::from(more)) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_brackets_does_not_move_the_fields() {
        let stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194560 3005 0 0 0 250 50 0 0 20 0 9 0 1 2 3";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(cpu_seconds("4711"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory_files_and_threads() {
        let usage = usage();
        assert!(usage.resident_bytes > 1 << 20 && usage.open_files > 2 && usage.threads > 0, "{usage:?}");
        assert!(usage.most_files >= usage.open_files, "{usage:?}");
    }
}
