//! Retention, and somebody who wants his deeds to look like it.

use chrono::TimeDelta;
use serde_json::json;

use super::{Finding, add_user, bytes, checkpoint, each, look, run, seal, sealed};
use crate::admin::everything::{self, Why};
use crate::admin::testing::{Desk, object};
use crate::audit::notary::{self, Notary};
use crate::audit::{retention, statements};
use crate::store::{audit_retention, audit_seals};

const KEEP: TimeDelta = TimeDelta::days(30);

async fn remove_old(desk: &Desk) -> u64 {
    let office = &desk.office;
    let issuer = office.issuer.as_ref().unwrap();
    let notary = Notary { sealer: &office.sealer, entropy: &*office.entropy, issuer };
    retention::remove_old(&office.db, notary, KEEP, desk.now()).await.unwrap()
}

/// A month later something happens, and what was before is old.
async fn grow_old(desk: &Desk, name: &str) {
    desk.clock.advance(TimeDelta::days(60));
    add_user(desk, name).await;
    seal(desk).await;
}

/// All of the log is gone but its head.
async fn take_everything(desk: &Desk) {
    for table in ["auth_event_personal", "auth_event", "audit_seal", "audit_checkpoint"] {
        run(desk, &format!("DELETE FROM {table}")).await;
    }
}

#[tokio::test]
async fn what_retention_removes_leaves_a_tombstone_and_the_chain_goes_on() {
    each(async |desk| {
        let kept_outside = checkpoint(&desk.office).await.unwrap().unwrap();
        let old = sealed(desk).await;
        assert_eq!(remove_old(desk).await, 0, "nothing is old");
        grow_old(desk, "grace").await;
        remove_old(desk).await;
        assert_eq!(desk.events().await, ["user.registered", "audit.pruned"]);
        assert_eq!(remove_old(desk).await, 0, "once is enough");
        seal(desk).await;
        let report = look(desk, &[kept_outside.token]).await;
        assert_eq!((report.first, report.sealed, report.verified), (old + 1, old + 2, 2), "{report:?}");
        assert_eq!((report.findings, report.days), (Vec::new(), 1));
        let signed = checkpoint(&desk.office).await.unwrap().unwrap().token;
        let claims = crate::keys::jws::peek(&signed).unwrap().claims;
        assert_eq!(claims["tombstone"]["sequence"], old);
    })
    .await;
}

#[tokio::test]
async fn a_tombstone_outlives_every_key_there_was_when_it_was_signed() {
    each(async |desk| {
        grow_old(desk, "grace").await;
        remove_old(desk).await;
        everything::end(&desk.office, Why::Incident, &json!({})).await.unwrap();
        desk.clock.advance(TimeDelta::days(731));
        seal(desk).await;
        let report = look(desk, &[]).await;
        assert!(report.first > 1 && report.findings.is_empty(), "{report:?}");
        grow_old(desk, "heidi").await;
        remove_old(desk).await;
        let later = look(desk, &[]).await;
        assert!(later.first > report.first && later.findings.is_empty(), "{later:?}");
    })
    .await;
}

#[tokio::test]
async fn a_tombstone_that_nobody_of_us_signed_hides_nothing() {
    each(async |desk| {
        let (end, kept) = (sealed(desk).await, checkpoint(&desk.office).await.unwrap().unwrap().token);
        forge_tombstone(desk, desk.now().timestamp_millis() + 1000).await;
        take_everything(desk).await;
        // Nor does a checkpoint of the server itself make it ours.
        checkpoint(&desk.office).await.unwrap();
        for outside in [vec![], vec![kept]] {
            let findings = look(desk, &outside).await.findings;
            assert!(findings.iter().any(|found| matches!(found, Finding::Tombstone { .. })), "{findings:?}");
            assert!(findings.contains(&Finding::Head { says: end, found: 0 }), "{findings:?}");
        }
    })
    .await;
}

/// One that speaks of everything, without a signature.
async fn forge_tombstone(desk: &Desk, before: i64) {
    let head = audit_seals::head(desk.office.db.reader()).await.unwrap();
    let (end, chain) = (head.sequence, bytes(desk, &head.chain));
    run(
        desk,
        &format!("INSERT INTO audit_tombstone VALUES ({before}, {end}, {chain}, {end}, {before}, 'x.y.z')"),
    )
    .await;
}

#[tokio::test]
async fn retention_does_not_go_on_from_a_forged_tombstone_nor_give_way_to_one() {
    each(async |desk| {
        add_user(desk, "old").await;
        desk.clock.advance(TimeDelta::days(60));
        add_user(desk, "young").await;
        seal(desk).await;
        let (end, kept) = (sealed(desk).await, checkpoint(&desk.office).await.unwrap().unwrap());
        // Of all that there was, one old event is left for retention to remove.
        let week = audit_retention::week_of(desk.now() - KEEP);
        forge_tombstone(desk, week.timestamp_millis() - 1000).await;
        forge_tombstone(desk, week.timestamp_millis()).await;
        for table in ["auth_event_personal", "audit_seal", "audit_checkpoint"] {
            run(desk, &format!("DELETE FROM {table}")).await;
        }
        run(desk, "DELETE FROM auth_event WHERE id <> (SELECT id FROM auth_event ORDER BY at, id LIMIT 1)")
            .await;
        remove_old(desk).await;
        let report = look(desk, &[kept.token]).await;
        assert_eq!(report.first, 1, "our tombstone speaks of no number that it did not see");
        assert!(report.findings.contains(&Finding::Head { says: end, found: 0 }), "{report:?}");
        assert!(report.findings.contains(&super::kept(end, "the log ends before it")), "{report:?}");
        assert!(
            !report.findings.iter().any(|found| matches!(found, Finding::Tombstone { .. })),
            "ours took the place of the forged one: {report:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_young_event_is_not_old_because_its_seal_says_so() {
    each(async |desk| {
        desk.clock.advance(TimeDelta::days(60));
        add_user(desk, "young").await;
        seal(desk).await;
        let end = sealed(desk).await;
        run(desk, "UPDATE audit_seal SET earliest_at = 0, latest_at = 0").await;
        super::unlock(desk).await;
        run(desk, "DELETE FROM auth_event WHERE at >= (SELECT MAX(at) FROM auth_event)").await;
        remove_old(desk).await;
        let findings = look(desk, &[]).await.findings;
        assert!(
            findings.iter().any(|found| matches!(found, Finding::Removed { number, .. } if *number == end)),
            "{findings:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_from_elsewhere_does_not_believe_a_tombstone_of_what_was_too_young() {
    each(async |desk| {
        let kept = checkpoint(&desk.office).await.unwrap().unwrap();
        add_user(desk, "grace").await;
        seal(desk).await;
        // With the log's own key: stolen, or got out of the server in some other way.
        let head = audit_seals::head(desk.office.db.reader()).await.unwrap();
        let before = audit_retention::week_of(desk.now());
        let chain = statements::encoded(&head.chain);
        let claims = object(json!({ "before": before, "sequence": head.sequence, "chain": chain }));
        let key = notary::find(desk.office.db.reader(), &desk.office.sealer).await.unwrap().unwrap();
        let token = key.sign(statements::TOMBSTONE, &claims).unwrap();
        let (at, end, chain) = (before.timestamp_millis(), head.sequence, bytes(desk, &head.chain));
        take_everything(desk).await;
        run(desk, "DELETE FROM audit_daily").await;
        run(
            desk,
            &format!("INSERT INTO audit_tombstone VALUES ({at}, {end}, {chain}, {end}, {at}, '{token}')"),
        )
        .await;
        assert_eq!(look(desk, &[]).await.findings, [], "nothing inside can tell");
        let what = "retention is said to have removed all it speaks of, some of which was not old enough";
        assert_eq!(look(desk, &[kept.token]).await.findings, [super::kept(kept.sequence, what)]);
    })
    .await;
}
