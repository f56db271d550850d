//! The database has the tables of this release.

use async_trait::async_trait;

use super::{Check, Side};
use crate::causes::with_causes;
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::store::StoreError;
use crate::store::schema::{self, Schema};

pub(super) struct SchemaOfRelease;

#[async_trait]
impl Check for SchemaOfRelease {
    fn name(&self) -> &'static str {
        names::SCHEMA
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let opened = patient.inside.as_ref().and_then(|inside| inside.database.as_ref().ok());
        opened.map(|opened| judge(&opened.schema, &opened.lacking)).into_iter().collect()
    }
}

fn judge(found: &Result<Schema, StoreError>, lacking: &[String]) -> Finding {
    let expected = format!("the schema of {}", env!("CARGO_PKG_VERSION"));
    match found {
        Ok(Schema::Current) if !lacking.is_empty() => Finding::problem(
            format!("{expected}, as its steps made it"),
            format!("without {}: somebody took it away", lacking.join(", ")),
            "restore a backup from before; until then nobody knows what else was changed",
        ),
        Ok(Schema::Current) => Finding::sound(format!("that of {}", env!("CARGO_PKG_VERSION"))),
        Ok(Schema::Expanded(steps)) => Finding::sound(format!(
            "that of {}, and what a newer release has added ({})",
            env!("CARGO_PKG_VERSION"),
            steps.join(", ")
        )),
        Ok(behind @ Schema::Behind(_)) if behind.is_empty() => {
            Finding::problem(expected, "an empty database", "run `signet migrate`")
        }
        Ok(Schema::Behind(missing)) => {
            let found = format!("it lacks {} ({})", schema::steps_told(missing.len()), missing.join(", "));
            Finding::problem(expected, found, "run `signet migrate`")
        }
        Ok(Schema::Ahead(steps)) => {
            let fix = "use the release that was here, or restore the backup from before it";
            Finding::problem(expected, format!("that of a newer release ({})", steps.join(", ")), fix)
        }
        Err(error @ StoreError::Foreign(_)) => {
            let fix = "correct database.url: give Signet a database of its own";
            Finding::problem(expected, error.to_string(), fix)
        }
        Err(error) => {
            let fix = format!("see {}: where the database is damaged, restore a backup", names::DURABILITY);
            Finding::problem("a database that reads", with_causes(error), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn each_way_to_stand_has_its_fix() {
        assert_eq!(judge(&Ok(Schema::Current), &[]).level, Level::Sound);
        let changed = judge(&Ok(Schema::Current), &["trigger a of t".to_owned(), "column t.c".to_owned()]);
        assert_eq!(changed.level, Level::Problem);
        assert!(changed.found.contains("without trigger a of t, column t.c"), "{changed:?}");
        let fix = |schema| judge(&schema, &[]).fix.unwrap();
        assert_eq!(fix(Ok(Schema::Behind(vec!["m0002_x".to_owned()]))), "run `signet migrate`");
        assert!(fix(Ok(Schema::Ahead(vec!["m9999_x".to_owned()]))).contains("the release that was here"));
        assert_eq!(judge(&Ok(Schema::Expanded(vec!["m9999_expand_x".to_owned()])), &[]).level, Level::Sound);
        assert!(fix(Err(StoreError::Foreign("posts".to_owned()))).contains("database.url"));
    }
}
