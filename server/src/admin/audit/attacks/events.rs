//! Events that somebody changed, removed or slipped in.

use super::{Finding, each, is_postgres, literal, look, newest, run, seal, sealed, unlock};
use crate::audit::{prepare, record};
use crate::model::audit_event::{AuditEvent, EventKind, Origin};

#[tokio::test]
async fn an_event_that_was_changed_or_removed_is_named() {
    each(async |desk| {
        let (number, id) = (sealed(desk).await, newest(desk).await);
        unlock(desk).await;
        run(desk, &format!("UPDATE auth_event SET outcome = 'failure' WHERE id = {}", literal(desk, &id))).await;
        let report = look(desk, &[]).await;
        assert!(
            matches!(&report.findings[..], [Finding::Altered { number: n, id: i, .. }] if *n == number && i.to_string() == id),
            "{report:?}"
        );
        run(desk, &format!("DELETE FROM auth_event WHERE id = {}", literal(desk, &id))).await;
        let report = look(desk, &[]).await;
        assert!(
            matches!(&report.findings[..], [Finding::Removed { number: n, id: i, .. }] if *n == number && i.to_string() == id),
            "{report:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_event_that_was_slipped_in_is_named_and_so_are_forged_personal_values() {
    each(async |desk| {
        unlock(desk).await;
        let id = "018bcfe5-6800-7000-8000-000000000001";
        run(
            desk,
            &format!(
                "INSERT INTO auth_event (id, at, kind, outcome, actor_kind) VALUES ({}, 1700000000000, \
                 'login.success', 'success', 'system')",
                literal(desk, id)
            ),
        )
        .await;
        run(
            desk,
            &format!(
                "INSERT INTO auth_event_personal (event_id, at, salt, address) SELECT id, at, {}, '192.0.2.1' FROM \
                 auth_event WHERE id = {}",
                if is_postgres(desk) { r"'\x01'" } else { "x'01'" },
                literal(desk, &newest(desk).await)
            ),
        )
        .await;
        let findings = look(desk, &[]).await.findings;
        assert!(
            matches!(&findings[..], [Finding::Personal { .. }, Finding::Stranger { id: i, .. }] if i.to_string() == id),
            "{findings:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_event_with_a_time_of_its_own_choice_is_named() {
    each(async |desk| {
        let ids = ["ffffffff-ffff-7abc-8000-000000000001", "9f8bcfe5-6800-4000-8000-000000000001"];
        for id in ids {
            run(
                desk,
                &format!(
                    "INSERT INTO auth_event (id, at, kind, outcome, actor_kind) VALUES ({}, {}, 'login.success', \
                     'success', 'system')",
                    literal(desk, id),
                    desk.now().timestamp_millis()
                ),
            )
            .await;
        }
        let findings = look(desk, &[]).await.findings;
        let named = findings.iter().filter(|found| matches!(found, Finding::Stranger { id, .. } if ids.contains(&id.to_string().as_str())));
        assert_eq!((named.count(), findings.len()), (2, 2), "{findings:?}");
    })
    .await;
}

#[tokio::test]
async fn personal_values_that_are_gone_are_named() {
    each(async |desk| {
        let origin = Origin { address: Some("192.0.2.1".into()), ..Origin::default() };
        let event = AuditEvent::of(EventKind::Logout, &origin);
        let recorded = prepare(event, &*desk.office.entropy, desk.now());
        record(&desk.office.db, recorded).await.unwrap();
        seal(desk).await;
        assert_eq!(look(desk, &[]).await.findings, []);
        run(desk, "DELETE FROM auth_event_personal").await;
        let (number, id) = (sealed(desk).await, newest(desk).await);
        let report = look(desk, &[]).await;
        assert!(
            matches!(&report.findings[..], [Finding::PersonalRemoved { number: n, id: i, .. }] if *n == number && i.to_string() == id),
            "{report:?}"
        );
        assert_eq!(report.verified, u64::try_from(number - 1).unwrap());
    })
    .await;
}
