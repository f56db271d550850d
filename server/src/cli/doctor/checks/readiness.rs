//! The server says of itself that it can work (`/readyz`). A proxy that keeps this from the world does nothing wrong.

use async_trait::async_trait;
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::web::readiness::line;

/// Its lines, and what to do about each.
const LINES: [(&str, &str); line::ALL.len()] = [
    (line::PROCESS, "wait for the start of the next one, or start it"),
    (line::DATABASE, "see that the database runs, and that the server reaches it (database.url)"),
    (line::SCHEMA, "run `signet migrate`, with the configuration of that server"),
    (line::KEYS, "run `signet key rotate`, and see the log of the server for \"keys\""),
];

pub(super) struct Readiness;

#[async_trait]
impl Check for Readiness {
    fn name(&self) -> &'static str {
        names::READINESS
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let report = patient.outside.as_ref().and_then(|outside| outside.readiness.as_ref());
        report.map(|report| judge(report, patient.has_no_database())).into_iter().collect()
    }
}

/// One cause is enough: what stands first in [`LINES`]. `is_told` says that `database` tells of it.
fn judge(report: &Value, is_told: bool) -> Finding {
    let wrong = LINES.iter().find_map(|(name, fix)| {
        let said = report[*name].as_str().filter(|said| *said != "ok")?;
        Some((*name, said, *fix))
    });
    match wrong {
        None => Finding::sound("the server takes requests"),
        Some((line::DATABASE, _, _)) if is_told => {
            Finding::unseen(format!("the server does not reach its database: see {}", names::DATABASE))
        }
        Some((name, said, fix)) => {
            Finding::problem("a server that is ready (/readyz)", format!("{name}: {said}"), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn the_first_line_that_is_not_ok_is_the_cause() {
        let sound =
            json!({"status": "ready", "process": "ok", "database": "ok", "schema": "ok", "keys": "ok"});
        assert_eq!(judge(&sound, false).level, Level::Sound);
        let mut report = sound;
        report["status"] = json!("not ready");
        report["schema"] = json!("not known");
        report["database"] = json!("no answer within 1s");
        let finding = judge(&report, false);
        assert_eq!(
            (finding.level, finding.found.as_str()),
            (Level::Problem, "database: no answer within 1s")
        );
        assert_eq!(judge(&report, true).level, Level::Unseen, "it is told once");
    }
}
