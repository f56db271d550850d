//! Files that hold secrets are read by the server alone.

use std::path::Path;

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, Level, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::{Patient, mode};
use crate::store::file;

pub(super) struct PrivateFiles;

#[async_trait]
impl Check for PrivateFiles {
    fn name(&self) -> &'static str {
        names::PRIVATE_FILES
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        let database = file::of(inside.config.database_url().expose());
        let of_secrets = inside.secret_files.iter().filter_map(|(name, file)| {
            judge(file, mode(file)?).map(|finding| Finding {
                // The secret itself, in the clear.
                level: Level::Problem,
                expected: finding.expected.map(|expected| format!("{expected} ({name})")),
                ..finding
            })
        });
        let of_database = database.iter().filter_map(|file| judge(file, mode(file)?));
        let found: Vec<Finding> = of_database.chain(of_secrets).collect();
        let count = inside.secret_files.len() + usize::from(database.is_some_and(|file| file.exists()));
        if count == 0 {
            return found;
        }
        or_sound(found, || format!("{count} looked at, none is open to others"))
    }
}

/// What a group may read is a choice that some make. The database holds digests, and keys that are sealed.
fn judge(file: &Path, mode: u32) -> Option<Finding> {
    (mode & 0o007 != 0).then(|| {
        let file = file.display();
        Finding::warning(
            format!("{file} for its owner alone"),
            format!("everybody on this machine may open it (mode {mode:o})"),
            format!("chmod o= {file}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_read_or_write_is_told() {
        for (mode, is_told) in [(0o600, false), (0o640, false), (0o644, true), (0o602, true)] {
            assert_eq!(judge(Path::new("/k"), mode).is_some(), is_told, "{mode:o}");
        }
        assert_eq!(judge(Path::new("/k"), 0o644).unwrap().fix.unwrap(), "chmod o= /k");
    }
}
