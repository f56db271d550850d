//! Each rule notices what breaks it: rows bent in memory, a secret let out on purpose.

use signet::clock::Clock as _;
use uuid::Uuid;

use super::rows::Rows;
use super::{Rule, audit, broken, endings, history, redeeming, secrets};
use crate::support::app::{SERVICE, WEB};
use crate::support::{AuthorizationRequest, Setup, TestApp, databases};

/// A person is signed in, and a client has refreshed once.
async fn used() -> (TestApp, Rows) {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let request = AuthorizationRequest::default().with("scope", "openid offline_access");
    let first = request.tokens(&app).await.text("refresh_token");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", first.as_str())];
    assert_eq!(app.token(WEB, &refresh).await.status, 200);
    let rows = Rows::of(&app).await;
    (app, rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_came_about_twice_is_noticed() {
    let (_app, mut rows) = used().await;
    assert_eq!(history::wrong(&rows), Vec::<String>::new());
    let refreshed = rows.events.iter().find(|event| event.kind == "token.refreshed").unwrap().clone();
    rows.events.push(refreshed);
    assert!(history::wrong(&rows)[0].contains("came about 2 times"));
    rows.events.last_mut().unwrap().reason = Some("repeated within the grace time".into());
    assert_eq!(history::wrong(&rows), Vec::<String>::new());
    rows.events.retain(|event| event.kind != "token.refreshed");
    assert!(history::wrong(&rows)[0].contains("the row is at generation 2, the log at Some(1)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_not_whole_is_noticed() {
    let (_app, mut rows) = used().await;
    assert_eq!(audit::wrong(&rows), Vec::<String>::new());
    let id = *rows.personal.keys().next().unwrap();
    let kept = rows.personal.insert(id, rows.personal[&id].clone()).unwrap();
    rows.personal.get_mut(&id).unwrap().address = Some("192.0.2.1".into());
    assert!(audit::wrong(&rows)[0].contains("its personal values were changed"));
    rows.personal.insert(Uuid::nil(), kept.clone());
    rows.personal.insert(id, kept);
    assert!(audit::wrong(&rows)[0].contains("of an event"));
    rows.personal.remove(&Uuid::nil());
    rows.events[0].kind = "something.else".into();
    assert!(audit::wrong(&rows)[0].contains("is not in the catalogue"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_gone_or_changed_under_its_seal_is_noticed() {
    let (app, rows) = used().await;
    assert_eq!(audit::broken_seals(&app).await, Vec::<String>::new());
    let url = app.services.config.database.url.as_ref().unwrap().expose().to_owned();
    let code = rows.events.iter().find(|event| event.kind == "code.issued").unwrap().id.simple();
    // Whoever owns the file can do away with what guards it.
    let change = "DROP TRIGGER auth_event_is_append_only; UPDATE auth_event SET reason = 'other' WHERE kind = 'token.issued'";
    databases::execute(&url, change).await;
    databases::execute(&url, &format!("DELETE FROM auth_event_personal WHERE event_id = x'{code}'")).await;
    databases::execute(&url, &format!("DELETE FROM auth_event WHERE id = x'{code}'")).await;
    let wrong = audit::broken_seals(&app).await.join("\n");
    assert!(wrong.contains("Altered") && wrong.contains("Removed"), "{wrong}");
    app.ledger.breaks(Rule::Audit, "its log was changed on purpose");
    app.ledger.breaks(Rule::History, "its log was changed on purpose");
}

/// The rows say that it has ended; the server, which knows nothing of it, that it counts.
#[tokio::test(flavor = "multi_thread")]
async fn what_counts_after_its_end_is_noticed() {
    for (what, told) in [
        ("account", "the account may not be used"),
        ("epoch", "the account has moved on"),
        ("client", "the client is disabled"),
        ("family", "the family was revoked"),
        ("session", "a browser is signed in: the session was ended"),
    ] {
        let (app, mut rows) = used().await;
        assert_eq!(endings::wrong(&app, &rows).await, Vec::<String>::new());
        let user = rows.users.values_mut().next().unwrap();
        match what {
            "account" => user.status = "suspended".into(),
            "epoch" => user.epoch += 1,
            "client" => rows.clients.get_mut(WEB.0).unwrap().disabled_at = Some(1),
            "family" => rows.families.values_mut().next().unwrap().revoked_at = Some(1),
            _ => rows.sessions.values_mut().next().unwrap().ended_at = Some(1),
        }
        let wrong = endings::wrong(&app, &rows).await;
        assert!(wrong.iter().any(|wrong| wrong.contains(told)), "{what}: {wrong:?}");
        // Of what the test has taken for ended the newest token still redeems, and no other.
        let redeemed = redeeming::wrong(&app, &rows).await;
        assert_eq!(redeemed.len(), 1, "{what}: {redeemed:?}");
        assert!(redeemed[0].starts_with("generation 2"), "{what}: {redeemed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_outlives_its_session_is_noticed() {
    let (app, mut rows) = used().await;
    let now = app.clock.now();
    let family = rows.families.keys().next().copied().unwrap();
    assert_eq!(rows.end_of(family, now), None);
    rows.sessions.values_mut().next().unwrap().ended_at = Some(1);
    assert_eq!(rows.end_of(family, now), Some("its session was ended"));
    // Signing out leaves those of third parties that may act while the person is away.
    let session = rows.families[&family].session_id;
    rows.events[0].kind = "logout".into();
    rows.events[0].session_id = Some(session);
    assert_eq!(rows.end_of(family, now), Some("its session was ended"), "a first party");
    rows.clients.get_mut(WEB.0).unwrap().metadata["first_party"] = false.into();
    assert_eq!(rows.end_of(family, now), Some("nobody allows the client anything"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tokens_of_a_family_that_redeem_are_noticed() {
    assert_eq!(redeeming::judge(Uuid::nil(), &[2], None), Vec::<String>::new());
    assert_eq!(redeeming::judge(Uuid::nil(), &[2, 1], None).len(), 1);
    assert_eq!(redeeming::judge(Uuid::nil(), &[2, 1], Some("it is over")).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_kept_is_noticed() {
    let (app, _) = used().await;
    assert_eq!(secrets::wrong(&app).await, Vec::<String>::new());
    let url = app.services.config.database.url.as_ref().unwrap().expose().to_owned();
    let secret = WEB.1.unwrap();
    for value in [format!("'{secret}'"), format!("CAST('{secret}' AS BLOB)")] {
        let row = format!("INSERT OR REPLACE INTO kept_record VALUES ('k', {value}, 9000000000000000)");
        databases::execute(&url, &row).await;
        let wrong = secrets::wrong(&app).await;
        assert_eq!(wrong, ["the secret of client web rests in table kept_record"], "{value}");
    }
    app.ledger.breaks(Rule::Secrets, "one was kept on purpose");
    assert_eq!(broken(&app).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_a_line_of_the_log_is_noticed() {
    let (app, _) = used().await;
    let named = secrets::named(&app);
    let seen = app.ledger.recorder.seen();
    for secret in [
        app.user.password,
        SERVICE.1.unwrap(),
        seen.access_tokens[0].as_str(),
        seen.redeemable[0].0.as_str(),
        seen.sessions[0].as_str(),
    ] {
        let line = format!(r#"{{"level":"INFO","message":"{secret}"}}"#);
        assert_eq!(secrets::found(&named, &line).len(), 1, "{secret}");
    }
    assert!(secrets::found(&named, r#"{"message":"answered"}"#).is_empty());
}
