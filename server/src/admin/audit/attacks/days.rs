//! The daily counts, which outlive the events.

use chrono::TimeDelta;

use super::{Finding, add_user, each, look, newest, run, seal, unlock};
use crate::admin::audit::daily;
use crate::store::audit_daily::Days;

#[tokio::test]
async fn a_count_that_is_not_the_one_of_its_events_is_named() {
    each(async |desk| {
        desk.clock.advance(TimeDelta::days(1));
        add_user(desk, "grace").await;
        seal(desk).await;
        let report = look(desk, &[]).await;
        assert_eq!((report.days, &report.findings[..]), (2, &[][..]));
        let counted = daily(&desk.office, &Days::default()).await.unwrap();
        let registered: Vec<_> = counted.iter().filter(|row| row["kind"] == "user.registered").collect();
        assert_eq!(registered.len(), 2, "{counted:?}");
        assert_eq!((&registered[0]["day"], &registered[0]["events"]), (&"2027-01-15".into(), &6.into()));
        run(desk, "UPDATE audit_daily SET events = 5 WHERE kind = 'user.registered' AND events = 6").await;
        run(desk, "INSERT INTO audit_daily VALUES (20834, 'login.success', 'success', '', 3)").await;
        let count = |day: &str, kind: &str, says, found| {
            let (day, kind, outcome) = (day.parse().unwrap(), kind.to_owned(), "success".to_owned());
            Finding::Daily { day, kind, outcome, says, found }
        };
        let expected =
            [count("2027-01-15", "user.registered", 5, 6), count("2027-01-16", "login.success", 3, 0)];
        assert_eq!(look(desk, &[]).await.findings, expected);
    })
    .await;
}

#[tokio::test]
async fn a_day_with_an_event_that_is_gone_has_one_finding_and_not_two() {
    each(async |desk| {
        let id = newest(desk).await;
        unlock(desk).await;
        run(desk, &format!("DELETE FROM auth_event WHERE id = {}", super::literal(desk, &id))).await;
        let report = look(desk, &[]).await;
        assert!(matches!(&report.findings[..], [Finding::Removed { .. }]), "{report:?}");
    })
    .await;
}
