//! Rows of the log's own that are no seal, no head and no checkpoint any more: they are named, and the rest is still looked at.

use chrono::TimeDelta;

use super::{Finding, add_user, bytes, checkpoint, each, look, newest, run, seal, sealed, unlock};
use crate::audit::chaining;

#[tokio::test]
async fn a_head_that_is_gone_or_none_is_named_and_the_seals_are_still_held_together() {
    each(async |desk| {
        unlock(desk).await;
        let id = super::literal(desk, &newest(desk).await);
        run(desk, &format!("UPDATE auth_event SET outcome = 'failure' WHERE id = {id}")).await;
        for change in [
            format!("UPDATE audit_head SET chain = {}", bytes(desk, &[0; 31])),
            "DELETE FROM audit_head".to_owned(),
        ] {
            run(desk, &change).await;
            let report = look(desk, &[]).await;
            assert!(report.findings.contains(&Finding::NoHead), "{change}: {report:?}");
            assert!(
                report.findings.iter().any(|found| matches!(found, Finding::Altered { .. })),
                "{change}: {report:?}"
            );
            assert!(report.verified > 0);
        }
        assert!(chaining::seal(&desk.office.db, desk.now()).await.is_err(), "nothing is sealed blindly");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_no_seal_or_claims_numbers_of_another_ends_no_verification() {
    each(async |desk| {
        let first = sealed(desk).await;
        add_user(desk, "grace").await;
        seal(desk).await;
        let end = sealed(desk).await;
        // A second row for numbers that have their seal, and one whose end is nowhere.
        let copy = "INSERT INTO audit_seal SELECT 2, last, sealed_at, earliest_at, latest_at, events, chain FROM audit_seal WHERE first = 1";
        run(desk, copy).await;
        run(desk, &format!("UPDATE audit_seal SET last = 9223372036854775807 WHERE first = {}", first + 1)).await;
        let report = look(desk, &[]).await;
        for expected in [
            Finding::Seal { from: 2, to: 2 },
            Finding::Seal { from: first + 1, to: first + 1 },
            Finding::Head { says: end, found: first },
        ] {
            assert!(report.findings.contains(&expected), "{report:?}");
        }
        assert_eq!(report.verified, u64::try_from(first).unwrap(), "what comes before is as it was");
    })
    .await;
}

#[tokio::test]
async fn checkpoints_of_the_store_are_compared_however_many_there_are() {
    each(async |desk| {
        for number in 0..3 {
            checkpoint(&desk.office).await.unwrap();
            desk.clock.advance(TimeDelta::hours(2));
            add_user(desk, &format!("user{number}")).await;
            seal(desk).await;
        }
        let last = checkpoint(&desk.office).await.unwrap().unwrap().sequence;
        assert_eq!(look(desk, &[]).await.findings, []);
        // Each in the place of the other: signed by us, and not for this number.
        run(desk, &format!("UPDATE audit_checkpoint SET token = (SELECT token FROM audit_checkpoint WHERE sequence = {last})"))
            .await;
        let findings = look(desk, &[]).await.findings;
        assert_eq!(findings.len(), 3, "{findings:?}");
        let what = "it is no checkpoint of that number";
        for found in findings {
            assert!(matches!(found, Finding::Checkpoint { file: None, what: w, .. } if w == what), "{found:?}");
        }
    })
    .await;
}

/// A seal is found by the times of its events: one that claims others would be overlooked.
#[tokio::test]
async fn a_seal_that_claims_other_times_is_named() {
    each(async |desk| {
        let first = sealed(desk).await;
        add_user(desk, "grace").await;
        seal(desk).await;
        let end = sealed(desk).await;
        for change in [
            "latest_at = latest_at + 1",
            "latest_at = latest_at - 1",
            "earliest_at = 0",
            "latest_at = 0, earliest_at = 0",
        ] {
            run(desk, "CREATE TABLE kept AS SELECT * FROM audit_seal").await;
            run(desk, &format!("UPDATE audit_seal SET {change} WHERE last = {end}")).await;
            let findings = look(desk, &[]).await.findings;
            assert_eq!(findings[0], Finding::Seal { from: first + 1, to: end }, "{change}: {findings:?}");
            for statement in
                ["DELETE FROM audit_seal", "INSERT INTO audit_seal SELECT * FROM kept", "DROP TABLE kept"]
            {
                run(desk, statement).await;
            }
            assert_eq!(look(desk, &[]).await.findings, [], "{change}");
        }
    })
    .await;
}
