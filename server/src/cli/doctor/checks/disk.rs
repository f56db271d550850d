//! There is room for what comes.

use std::path::Path;

use async_trait::async_trait;
use rustix::fs::{StatVfsMountFlags, statvfs};

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::store::file;

const MIB: u64 = 1024 * 1024;
/// The write-ahead log of a busy hour, and the temporary copy of a checkpoint.
const LEAST: u64 = 100 * MIB;
/// Some weeks of the audit log.
const FEW: u64 = 1024 * MIB;

pub(super) struct Disk;

#[async_trait]
impl Check for Disk {
    fn name(&self) -> &'static str {
        names::DISK
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        let file = file::of(inside.config.database_url().expose());
        let folder = file.as_deref().and_then(Path::parent).unwrap_or(&inside.config.server.data);
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // Where PostgreSQL has the data there may be no such folder.
        let Ok(found) = statvfs(folder) else { return Vec::new() };
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        vec![judge(folder, free, found.f_flag.contains(StatVfsMountFlags::RDONLY))]
    }
}

fn judge(folder: &Path, free: u64, is_read_only: bool) -> Finding {
    let folder = folder.display();
    let room = format!("{} MiB free in {folder}", free / MIB);
    if is_read_only {
        let fix = format!("mount the file system of {folder} for writing");
        return Finding::problem(
            format!("a file system for writing at {folder}"),
            "one for reading alone",
            fix,
        );
    }
    let fix = format!("make room in {folder}, or move the data to a larger disk");
    match free {
        ..LEAST => Finding::problem(format!("at least {} MiB free", LEAST / MIB), room, fix),
        LEAST..FEW => Finding::warning(format!("at least {} MiB free", FEW / MIB), room, fix),
        FEW.. => Finding::sound(room),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn a_full_disk_is_a_problem_before_it_is_full() {
        let level = |free| judge(Path::new("/d"), free, false).level;
        assert_eq!((level(0), level(99 * MIB)), (Level::Problem, Level::Problem));
        assert_eq!((level(100 * MIB), level(1024 * MIB)), (Level::Warning, Level::Sound));
        assert_eq!(judge(Path::new("/d"), u64::MAX, true).level, Level::Problem);
        assert_eq!(judge(Path::new("/d"), 5 * MIB, false).found, "5 MiB free in /d");
    }
}
