//! An account's life, and many of them at once.

use serde_json::{Value, json};

use super::*;
use crate::admin::testing::{Desk, object};
use crate::model::token_family::{TokenFamily, testing::family};
use crate::model::user::UserStatus;
use crate::secret::Secret;
use crate::store::auth_events::{self, Filter};
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, Transaction, token_families};

const HASH: &str =
    "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn ada(desk: &Desk) -> Account {
    let given = json!({"email": "Ada@Example.com", "email_verified": true, "preferred_username": "ada",
        "name": "Ada Lovelace", "password": "correct horse battery"});
    create(&desk.office, &object(given)).await.unwrap()
}

async fn sorted_events(desk: &Desk) -> Vec<String> {
    let mut events = desk.events().await;
    events.sort();
    events
}

#[tokio::test]
async fn a_new_account_is_active_has_the_role_user_and_is_found_by_each_of_its_names() {
    let desk = Desk::open().await;
    let made = ada(&desk).await;
    for name in ["ada", "ADA", "ada@example.COM", &made.user.id.to_string()] {
        let found = find(&desk.office, name).await.unwrap();
        assert_eq!((found.user.id, found.roles), (made.user.id, vec!["user".to_owned()]));
    }
    let told = find(&desk.office, "eve").await.unwrap_err().to_string();
    assert_eq!(told, "there is no user \"eve\"; `signet user list` shows those there are");
    let described = made.describe();
    assert_eq!(described["sub"], made.user.id.to_string());
    assert_eq!((&described["status"], &described["roles"]), (&json!("active"), &json!(["user"])));
    assert_eq!(
        (&described["email"], &described["name"]),
        (&json!("Ada@Example.com"), &json!("Ada Lovelace"))
    );
    assert_eq!(described["has_password"], true);
    assert!(!described.to_string().contains("argon2"));
}

/// LG-022: what an operator sets is held to the rules as well, and each that is broken is named.
#[tokio::test]
async fn a_password_keeps_the_rules_unless_the_operator_says_otherwise_and_the_log_says_so() {
    let desk = Desk::open().await;
    ada(&desk).await;
    let mut strict = desk.office.clone();
    strict.password_policy.is_ignored = false;
    let weak = Secret::new("lovelace");
    let told = set_password(&strict, "ada", &weak).await.unwrap_err().to_string();
    let rules = ["too_short", "no_upper_case", "no_digit", "no_special_character"];
    for rule in rules {
        assert!(told.contains(&format!("password: {rule}: expected ")), "{told}");
    }
    let given = |name: &str, password: &str| json!({"preferred_username": name, "password": password});
    let refused = create(&strict, &object(given("bob", "lovelace"))).await.unwrap_err();
    assert!(rules.iter().all(|rule| refused.to_string().contains(rule)), "{refused}");
    let lines = [given("u1", "lovelace"), given("u2", "Kestrel-harbour-9")].map(|line| Ok(line.to_string()));
    let mut told = Vec::new();
    let total = import(&strict, lines.into_iter(), |progress| {
        if let Progress::Refused { line, why } = progress {
            told.push((line, why.to_string()));
        }
    });
    assert_eq!(total.await.unwrap(), Imported { written: 1, refused: 1 });
    assert!(told.len() == 1 && told[0].0 == 1 && told[0].1.contains("no_digit"), "{told:?}");
    set_password(&strict, "ada", &Secret::new("Kestrel-harbour-9")).await.unwrap();
    set_password(&desk.office, "ada", &weak).await.unwrap();
    let filter = Filter { limit: 100, ..Filter::default() };
    let events = auth_events::list(desk.office.db.reader(), &filter).await.unwrap();
    let changed = events.into_iter().filter(|entry| entry.event.kind == "password.changed");
    let mut details: Vec<String> = changed
        .map(|entry| entry.event.detail.map(|detail| detail.to_string()).unwrap_or_default())
        .collect();
    details.sort();
    assert!(details.len() == 2 && details[0].is_empty(), "{details:?}");
    assert!(
        rules.iter().all(|rule| details[1].contains(rule)) && details[1].contains("ignored_rules"),
        "{details:?}"
    );
    let dev = Office { is_dev: true, ..strict };
    set_password(&dev, "ada", &weak).await.unwrap();
}

#[tokio::test]
async fn the_password_rests_as_a_hash_that_fits_it() {
    let desk = Desk::open().await;
    let stored = ada(&desk).await.user.password_hash.unwrap();
    let fits = desk.office.passwords.verify(&Secret::new("correct horse battery"), Some(&stored)).await;
    assert_eq!(fits, Ok(true));
    assert!(!desk.at_rest("correct horse"));
    assert!(desk.at_rest("Lovelace"), "the search itself works");
    let given = object(json!({"preferred_username": "bob", "password_hash": HASH}));
    let bob = create(&desk.office, &given).await.unwrap().user;
    assert_eq!(bob.password_hash.unwrap().expose(), HASH);
}

#[tokio::test]
async fn a_name_is_given_once_whatever_it_is_used_as() {
    let desk = Desk::open().await;
    let ada = ada(&desk).await.user.id;
    for given in [
        json!({"email": "ADA@example.com"}),
        json!({"preferred_username": "ada@example.com"}),
        json!({"email": "x@y", "preferred_username": "Ada"}),
    ] {
        let told = create(&desk.office, &object(given)).await.unwrap_err();
        assert!(matches!(told, AdminError::Taken(_)));
        assert!(told.to_string().contains(&format!("is taken by {ada}")), "{told}");
    }
    let told =
        create(&desk.office, &object(json!({"sub": ada, "email": "b@example.com"}))).await.unwrap_err();
    assert!(told.to_string().contains("an account with the id"), "{told}");
    assert_eq!(desk.events().await, ["user.registered"]);
    let same = json!({"email": "c@example.com", "preferred_username": "C@example.com"});
    create(&desk.office, &object(same)).await.unwrap();
}

#[tokio::test]
async fn a_new_password_and_every_stop_end_what_was_signed_in() {
    let desk = Desk::open().await;
    let made = ada(&desk).await.user;
    let epoch = async || find(&desk.office, "ada").await.unwrap().user.epoch;
    set_password(&desk.office, "ada", &Secret::new("another password")).await.unwrap();
    assert_eq!(epoch().await, 1);
    let hash = find(&desk.office, "ada").await.unwrap().user.password_hash;
    assert_ne!(hash, made.password_hash);
    let short = set_password(&desk.office, "ada", &Secret::new("short")).await.unwrap_err();
    assert!(short.to_string().starts_with("password: expected"));
    assert!(set_status(&desk.office, "ada", UserStatus::Suspended).await.unwrap());
    assert!(!set_status(&desk.office, "ada", UserStatus::Suspended).await.unwrap());
    assert_eq!(epoch().await, 2);
    assert!(set_status(&desk.office, "ada", UserStatus::Active).await.unwrap());
    assert_eq!(epoch().await, 2, "coming back revives nothing and ends nothing");
    assert!(set_status(&desk.office, "ada", UserStatus::Deactivated).await.unwrap());
    let expected = [
        "password.changed",
        "user.registered",
        "user.status_changed",
        "user.status_changed",
        "user.status_changed",
    ];
    assert_eq!(sorted_events(&desk).await, expected);
}

#[tokio::test]
async fn roles_are_granted_once_and_must_exist() {
    let desk = Desk::open().await;
    ada(&desk).await;
    assert!(grant_role(&desk.office, "ada", "admin").await.unwrap());
    assert!(!grant_role(&desk.office, "ada", "admin").await.unwrap());
    assert_eq!(find(&desk.office, "ada").await.unwrap().roles, ["admin", "user"]);
    let told = grant_role(&desk.office, "ada", "root").await.unwrap_err().to_string();
    assert_eq!(told, "there is no role \"root\"; expected one of admin, compliance, user");
    assert!(revoke_role(&desk.office, "ada", "admin").await.unwrap());
    assert!(!revoke_role(&desk.office, "ada", "admin").await.unwrap());
    assert_eq!(sorted_events(&desk).await, ["role.granted", "role.revoked", "user.registered"]);
}

#[tokio::test]
async fn a_removed_account_is_gone_and_its_names_are_free() {
    let desk = Desk::open().await;
    ada(&desk).await;
    delete(&desk.office, "ada").await.unwrap();
    assert!(matches!(find(&desk.office, "ada").await, Err(AdminError::NotFound { .. })));
    assert!(matches!(delete(&desk.office, "ada").await, Err(AdminError::NotFound { .. })));
    ada(&desk).await;
}

#[tokio::test]
async fn which_applications_somebody_used_goes_with_the_account() {
    let desk = Desk::open().await;
    let (of_ada, of_bob) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    let user_id = ada(&desk).await.user.id;
    let families =
        [TokenFamily { id: of_ada, user_id, ..family(1) }, TokenFamily { id: of_bob, ..family(1) }];
    let add = async move |tx: &Transaction| {
        for family in &families {
            token_families::insert(tx, family).await?;
        }
        Ok::<_, StoreError>(())
    };
    desk.office.db.write(add).await.unwrap();
    delete(&desk.office, "ada").await.unwrap();
    let db = desk.office.db.reader();
    assert!(token_families::find(db, of_ada).await.unwrap().is_none());
    assert!(token_families::find(db, of_bob).await.unwrap().is_some());
}

#[tokio::test]
async fn a_change_is_announced() {
    let desk = Desk::open().await;
    let id = ada(&desk).await.user.id;
    let mut news = desk.office.db.changes().subscribe();
    grant_role(&desk.office, "ada", "admin").await.unwrap();
    let heard: Vec<_> = std::iter::from_fn(|| news.arrived()).collect();
    assert!(heard.contains(&Change::of(Kind::User, id)), "{heard:?}");
}

#[tokio::test]
async fn a_list_is_paged() {
    let desk = Desk::open().await;
    for n in 0..3 {
        desk.clock.advance(chrono::TimeDelta::seconds(1));
        create(&desk.office, &object(json!({"preferred_username": format!("u{n}")}))).await.unwrap();
    }
    let first = list(&desk.office, None, 2).await.unwrap();
    let rest = list(&desk.office, first.last().map(|account| account.user.id), 2).await.unwrap();
    let names: Vec<_> =
        first.iter().chain(&rest).filter_map(|account| account.user.preferred_username.clone()).collect();
    assert_eq!(names, ["u0", "u1", "u2"]);
}

async fn import_all(desk: &Desk, lines: Vec<String>) -> (Imported, Vec<(u64, String)>, Vec<u64>) {
    let (mut refused, mut written) = (Vec::new(), Vec::new());
    let lines = lines.into_iter().map(std::io::Result::Ok);
    let total = import(&desk.office, lines, |progress| match progress {
        Progress::Written(total) => written.push(total),
        Progress::Refused { line, why } => refused.push((line, why.to_string())),
    });
    let total = total.await.unwrap();
    (total, refused, written)
}

#[tokio::test]
async fn many_are_imported_in_batches_and_bad_lines_are_told_while_the_others_are_written() {
    let desk = Desk::open().await;
    ada(&desk).await;
    let mut lines: Vec<String> = (0..250)
        .map(|n| json!({"preferred_username": format!("u{n}"), "password_hash": HASH}).to_string())
        .collect();
    lines[3] = "{\"preferred_username\": ".into();
    lines[4] = json!({"preferred_username": "u2"}).to_string();
    lines[5] = json!({"email": "ADA@example.com"}).to_string();
    lines[6] = String::new();
    lines[7] = json!({"preferred_username": "u7", "shoe_size": 1}).to_string();
    lines[8] = "[]".into();
    lines[9] = r#"{"preferred_username": "u9", "preferred_username": "x"}"#.into();
    lines[210] = json!({"preferred_username": "u0"}).to_string();
    let (total, refused, written) = import_all(&desk, lines).await;
    assert_eq!(total, Imported { written: 242, refused: 7 });
    assert_eq!(written, [93, 193, 242]);
    let lines: Vec<_> = refused.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5, 6, 8, 9, 10, 211]);
    assert!(refused[0].1.contains("expected one JSON object"), "{refused:?}");
    assert!(refused[1].1.contains("the name u2 is taken by line 3"), "{refused:?}");
    assert!(refused[2].1.contains("the name ada@example.com is taken by "), "{refused:?}");
    assert!(refused[3].1.contains("shoe_size: unknown"), "{refused:?}");
    assert!(refused[6].1.contains("the name u0 is taken by "), "{refused:?}");
    assert_eq!(crate::store::users::count(desk.office.db.reader()).await.unwrap(), 243);
    assert_eq!(desk.events().await.len(), 243);
    assert_eq!(find(&desk.office, "u249").await.unwrap().roles, ["user"]);
}

#[tokio::test]
async fn one_taken_at_the_last_moment_does_not_take_the_others_along() {
    let desk = Desk::open().await;
    let id = ada(&desk).await.user.id;
    // The id is not looked at before the write, so this is the race that a name could lose.
    let lines = vec![
        json!({"preferred_username": "u1", "password": "correct horse"}).to_string(),
        json!({"preferred_username": "u2", "sub": id}).to_string(),
        json!({"preferred_username": "u3"}).to_string(),
    ];
    let (total, refused, _) = import_all(&desk, lines).await;
    assert_eq!(total, Imported { written: 2, refused: 1 });
    assert_eq!(refused[0].0, 2);
    assert!(refused[0].1.contains("an account with the id"), "{refused:?}");
}

#[tokio::test]
async fn an_input_that_ends_in_an_error_ends_the_import_and_a_broken_line_does_not() {
    let desk = Desk::open().await;
    let line = |name: &str| Ok(json!({"preferred_username": name}).to_string());
    let broken = || Err(std::io::Error::from(std::io::ErrorKind::InvalidData));
    let lines = vec![line("u1"), broken(), line("u3")];
    let total = import(&desk.office, lines.into_iter(), |_| {}).await.unwrap();
    assert_eq!(total, Imported { written: 2, refused: 1 });
    let lines = vec![line("u4"), Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))];
    let ended = import(&desk.office, lines.into_iter(), |_| {}).await;
    assert!(matches!(ended, Err(AdminError::Input(_))));
    let _: Value = find(&desk.office, "u3").await.unwrap().describe();
}
