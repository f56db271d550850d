//! The database is that of the configured issuer: tokens and clients know it by its exact text.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::protocol::issuer::Issuer;

pub(super) struct StoreIssuer;

#[async_trait]
impl Check for StoreIssuer {
    fn name(&self) -> &'static str {
        names::ISSUER_KEPT
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((inside, _, facts)) = patient.store() else { return Vec::new() };
        if facts.is_unserved() {
            let words = "nothing has been served yet: the first start of `signet serve` makes the keys, and keeps the issuer";
            return vec![Finding::sound(words)];
        }
        let configured = inside.config.server.issuer.as_ref();
        judge(configured.map(Issuer::as_str), facts.issuer.as_deref()).into_iter().collect()
    }
}

fn judge(configured: Option<&str>, kept: Option<&str>) -> Option<Finding> {
    Some(match (configured?, kept) {
        (_, None) => Finding::sound("the database has served no issuer yet"),
        (configured, Some(kept)) if configured == kept => {
            Finding::sound("the database is of the configured issuer")
        }
        (configured, Some(kept)) => Finding::problem(
            format!("{kept}, which this database has served so far"),
            format!("server.issuer is {configured}"),
            format!("set server.issuer to {kept}, or begin with an empty database"),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn a_database_of_another_issuer_is_told() {
        let level = |configured, kept| judge(configured, kept).map(|finding| finding.level);
        assert_eq!(level(Some("https://a"), Some("https://a")), Some(Level::Sound));
        assert_eq!(level(Some("https://a"), Some("https://a/")), Some(Level::Problem));
        assert_eq!(level(Some("https://a"), None), Some(Level::Sound));
        assert_eq!(level(None, Some("https://a")), None);
    }
}
