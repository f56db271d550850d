//! The secrets of `signet dev` are not in production.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;

pub(super) struct Demo;

#[async_trait]
impl Check for Demo {
    fn name(&self) -> &'static str {
        names::DEMO_DATA
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((inside, _, facts)) = patient.store() else { return Vec::new() };
        let served = facts.issuer.as_deref().unwrap_or_default();
        vec![judge(facts.is_demo, inside.config.server.issuer.is_some(), served)]
    }
}

fn judge(is_demo: bool, is_configured: bool, served: &str) -> Finding {
    if !is_demo {
        return Finding::sound("none");
    }
    if !is_configured && !served.starts_with("https:") {
        return Finding::sound("those of `signet dev`, on this machine alone");
    }
    Finding::problem(
        "a database without the people and clients of `signet dev`",
        "theirs: their secrets were printed on a terminal",
        "serve another database: set database.url or server.data, then `signet migrate`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn demo_data_are_a_problem_beyond_this_machine() {
        assert_eq!(judge(false, true, "https://id.test").level, Level::Sound);
        assert_eq!(judge(true, false, "http://localhost:8080").level, Level::Sound);
        assert_eq!(judge(true, true, "http://localhost:8080").level, Level::Problem);
        assert_eq!(judge(true, false, "https://id.test").level, Level::Problem);
    }
}
