//! Somebody who can write to the database changes the log, in every way there is.

mod days;
mod events;
mod seals;
mod statements;
mod tombstones;

use std::fmt::Write as _;

use chrono::TimeDelta;
use serde_json::json;

use super::{Finding, Kept, Report, checkpoint, public_key, verify};
use crate::admin::testing::{Desk, object};
use crate::admin::{keys, users};
use crate::audit::chaining;
use crate::store::auth_events::Filter;
use crate::store::{ConnectionTrait as _, StoreError, audit_daily, audit_seals, testing};

/// A log with some sealed events, on each database there is.
async fn each(attack: impl AsyncFn(&Desk)) {
    let desk = Desk::open().await;
    seeded(&desk).await;
    attack(&desk).await;
    if let Some(address) = testing::own_postgres().await {
        let desk = Desk::over(testing::migrated_postgres(&address).await);
        seeded(&desk).await;
        attack(&desk).await;
        desk.office.db.close().await;
        testing::drop_postgres(&address).await;
    }
}

async fn seeded(desk: &Desk) {
    keys::keep_up(&desk.office).await.unwrap();
    public_key(&desk.office).await.unwrap();
    for name in ["ada", "bob", "carol", "dan", "eve", "frank"] {
        add_user(desk, name).await;
    }
    seal(desk).await;
}

async fn add_user(desk: &Desk, name: &str) {
    users::create(&desk.office, &object(json!({ "preferred_username": name }))).await.unwrap();
    desk.clock.advance(TimeDelta::seconds(1));
}

async fn seal(desk: &Desk) -> u64 {
    desk.clock.advance(chaining::SETTLES + TimeDelta::seconds(1));
    chaining::seal(&desk.office.db, desk.now()).await.unwrap()
}

async fn run(desk: &Desk, statement: &str) {
    let statement = statement.to_owned();
    let done: Result<_, StoreError> =
        desk.office.db.write(async move |tx| Ok(tx.execute_unprepared(&statement).await?)).await;
    done.unwrap();
}

/// What a superuser can do all the same.
async fn unlock(desk: &Desk) {
    for table in ["auth_event", "auth_event_personal"] {
        let on = if is_postgres(desk) { format!(" ON {table}") } else { String::new() };
        run(desk, &format!("DROP TRIGGER {table}_is_append_only{on}")).await;
    }
}

/// What a verification says that has these checkpoints from elsewhere.
async fn look(desk: &Desk, outside: &[String]) -> Report {
    let outside: Vec<_> = outside.iter().map(|token| Kept::read("kept.jwt", token).unwrap()).collect();
    verify(&desk.office, &outside, |_| {}).await.unwrap()
}

/// What is said of a checkpoint from elsewhere.
fn kept(number: i64, what: &'static str) -> Finding {
    Finding::Checkpoint { file: Some("kept.jwt".to_owned()), number, what }
}

/// Bytes as a statement has them.
fn bytes(desk: &Desk, bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}").unwrap();
    }
    if is_postgres(desk) { format!("decode('{hex}', 'hex')") } else { format!("x'{hex}'") }
}

async fn sealed(desk: &Desk) -> i64 {
    audit_seals::head(desk.office.db.reader()).await.unwrap().sequence
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_as_it_was_sealed() {
    each(async |desk| {
        let all = sealed(desk).await;
        assert!(all >= 6);
        let report = look(desk, &[]).await;
        assert_eq!((report.first, report.sealed, report.waiting), (1, all, 0), "{report:?}");
        assert_eq!(report.verified, u64::try_from(all).unwrap());
        assert_eq!(report.findings, []);
        add_user(desk, "grace").await;
        assert_eq!(chaining::seal(&desk.office.db, desk.now()).await.unwrap(), 0, "it has not settled");
        assert_eq!(look(desk, &[]).await.waiting, 1);
        assert_eq!(seal(desk).await, 1);
        assert_eq!(seal(desk).await, 0, "nothing is sealed twice");
        assert_eq!(sealed(desk).await, all + 1);
        let counted =
            audit_daily::list(desk.office.db.reader(), &audit_daily::Days::default()).await.unwrap();
        let registered = counted.iter().filter(|(sort, _)| sort.kind == "user.registered");
        assert_eq!(registered.map(|(_, events)| events).sum::<i64>(), 7, "each is counted once for its day");
        assert_eq!(counted.iter().map(|(_, events)| events).sum::<i64>(), all + 1);
    })
    .await;
}

#[tokio::test]
async fn a_log_that_was_cut_off_or_written_anew_does_not_fit_a_checkpoint_from_elsewhere() {
    each(async |desk| {
        let kept = checkpoint(&desk.office).await.unwrap().unwrap();
        let outside = [kept.token.clone()];
        assert_eq!(look(desk, &outside).await.findings, []);
        assert_eq!(checkpoint(&desk.office).await.unwrap().unwrap(), kept, "nothing has changed");
        // As if nothing had ever happened.
        for table in ["auth_event_personal", "auth_event", "audit_seal", "audit_checkpoint", "audit_daily"] {
            run(desk, &format!("DELETE FROM {table}")).await;
        }
        run(desk, "UPDATE audit_head SET sequence = 0, looked_until = 0, chain = chain").await;
        let zero = bytes(desk, &[0; 32]);
        run(desk, &format!("UPDATE audit_head SET chain = {zero}")).await;
        assert_eq!(look(desk, &[]).await.findings, [], "nothing inside can tell");
        let what = "the log ends before it";
        assert_eq!(look(desk, &outside).await.findings, [self::kept(kept.sequence, what)]);
        // And as if other things had happened, with seals that hold.
        for number in 0..=kept.sequence {
            add_user(desk, &format!("other{number}")).await;
        }
        assert!(seal(desk).await > u64::try_from(kept.sequence).unwrap());
        assert_eq!(look(desk, &[]).await.findings, []);
        let what = "the log up to it is not the one it speaks of";
        assert_eq!(look(desk, &outside).await.findings, [self::kept(kept.sequence, what)]);
    })
    .await;
}

#[tokio::test]
async fn seals_and_checkpoints_that_were_changed_are_named() {
    each(async |desk| {
        let end = checkpoint(&desk.office).await.unwrap().unwrap().sequence;
        run(desk, "UPDATE audit_checkpoint SET token = 'eyJhbGciOiJub25lIn0.e30.AA'").await;
        let findings = look(desk, &[]).await.findings;
        assert!(
            matches!(&findings[..], [Finding::Checkpoint { number, .. }] if *number == end),
            "{findings:?}"
        );
        run(desk, "DELETE FROM audit_checkpoint").await;
        add_user(desk, "grace").await;
        seal(desk).await;
        let zero = bytes(desk, &[0; 32]);
        run(desk, &format!("UPDATE audit_seal SET chain = {zero} WHERE last = {end}")).await;
        let findings = look(desk, &[]).await.findings;
        assert_eq!(
            findings,
            [Finding::Seal { from: 1, to: end }, Finding::Seal { from: end + 1, to: end + 1 }]
        );
        run(desk, &format!("DELETE FROM audit_seal WHERE last = {end}")).await;
        let findings = look(desk, &[]).await.findings;
        assert!(findings.contains(&Finding::Gap { from: 1, to: end }), "{findings:?}");
        run(desk, "DELETE FROM audit_seal").await;
        let findings = look(desk, &[]).await.findings;
        assert!(findings.contains(&Finding::Head { says: end + 1, found: 0 }), "{findings:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_written_late_is_sealed_too() {
    each(async |desk| {
        // From an instance whose clock is half an hour behind.
        desk.clock.advance(-TimeDelta::minutes(30));
        add_user(desk, "late").await;
        desk.clock.advance(TimeDelta::minutes(31));
        assert_eq!(chaining::seal(&desk.office.db, desk.now()).await.unwrap(), 0);
        assert_eq!(look(desk, &[]).await.waiting, 1);
        assert_eq!(chaining::seal_late(&desk.office.db, desk.now()).await.unwrap(), 1);
        assert_eq!(chaining::seal_late(&desk.office.db, desk.now()).await.unwrap(), 0);
        let report = look(desk, &[]).await;
        assert_eq!((report.waiting, &report.findings[..]), (0, &[][..]));
    })
    .await;
}

#[tokio::test]
async fn of_sealers_that_race_each_seals_what_no_other_has() {
    each(async |desk| {
        let before = sealed(desk).await;
        for number in 0..20 {
            add_user(desk, &format!("user{number}")).await;
        }
        desk.clock.advance(chaining::SETTLES);
        let (db, now) = (&desk.office.db, desk.now());
        let (one, two, three) =
            tokio::join!(chaining::seal(db, now), chaining::seal(db, now), chaining::seal_late(db, now));
        assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 20);
        assert_eq!(sealed(desk).await, before + 20);
        assert_eq!(look(desk, &[]).await.findings, []);
    })
    .await;
}

async fn newest(desk: &Desk) -> String {
    let events = super::list(&desk.office, &Filter { limit: 1, ..Filter::default() }).await.unwrap();
    events[0]["id"].as_str().unwrap().to_owned()
}

fn is_postgres(desk: &Desk) -> bool {
    desk.scratch.address().starts_with("postgres")
}

/// An id as a statement has it.
fn literal(desk: &Desk, id: &str) -> String {
    if is_postgres(desk) { format!("'{id}'") } else { format!("x'{}'", id.replace('-', "")) }
}
