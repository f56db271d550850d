//! `signet audit`.

use chrono::TimeDelta;
use serde_json::json;

use super::Shell;
use crate::audit::chaining;
use crate::clock::{Clock as _, SystemClock};
use crate::store::{ConnectionTrait as _, Db, DbOptions, StoreError, Transaction};

#[tokio::test]
async fn what_operators_did_is_on_record_and_can_be_narrowed_down() {
    let shell = Shell::dev().await;
    let ada = shell.json(&["user", "create", "--username", "ada"]).await;
    shell.json(&["user", "grant-role", "ada", "admin"]).await;
    shell.json(&["client", "rotate-secret", "ticker"]).await;
    let all = shell.run(&["audit", "list"]).await.output;
    assert_eq!(all.lines().count(), 4, "{all}");
    assert!(
        all.contains("role.granted") && all.contains("operator") && all.contains(r#"{"role":"admin"}"#),
        "{all}"
    );
    let count = async |flags: &[&str]| {
        let events = shell.json(&[&["audit", "list"][..], flags].concat()).await;
        events.as_array().unwrap().len()
    };
    assert_eq!(count(&["--kind", "client.secret_rotated"]).await, 1);
    assert_eq!(count(&["--user", "ada", "--since", "1h"]).await, 2);
    assert_eq!(count(&["--client", "ticker", "--limit", "5"]).await, 1);
    assert_eq!(count(&["--since", "2090-01-01T00:00:00Z"]).await, 0);
    shell.json(&["user", "delete", "ada"]).await;
    assert_eq!(count(&["--user", ada["sub"].as_str().unwrap()]).await, 3, "the events of who is gone stay");
    let told = shell.refusal(&["audit", "list", "--user", "ada"]).await;
    assert!(told.contains("found by its id"), "{told}");
    assert_eq!(shell.run(&["audit", "list", "--since", "yesterday"]).await.code, 2);
    let unknown = shell.run(&["audit", "list", "--kind", "login.fail"]).await;
    assert!(
        unknown.code == 2 && unknown.errors.contains("similar value exists: 'login.failed'"),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_narrowed_down_further() {
    let shell = Shell::dev().await;
    for name in ["ada", "bob", "carol"] {
        shell.json(&["user", "create", "--username", name]).await;
    }
    let first = shell.run(&["audit", "list", "--limit", "2", "--json"]).await;
    let cursor = first.errors.trim().strip_prefix("there may be more: --after ").unwrap().to_owned();
    let rest = shell.json(&["audit", "list", "--limit", "9", "--after", &cursor]).await;
    let newest: serde_json::Value = serde_json::from_str(&first.output).unwrap();
    let ids = |page: &serde_json::Value| -> Vec<String> {
        page.as_array().unwrap().iter().map(|event| event["id"].to_string()).collect()
    };
    let paged = [ids(&newest), ids(&rest)].concat();
    assert_eq!(paged, ids(&shell.json(&["audit", "list"]).await));
    let count = async |flags: &[&str]| {
        shell.json(&[&["audit", "list"][..], flags].concat()).await.as_array().unwrap().len()
    };
    assert_eq!(count(&["--outcome", "refusal"]).await, 0);
    assert_eq!(count(&["--outcome", "success", "--kind", "user.registered"]).await, 3);
    assert_eq!(count(&["--address", "192.0.2.1"]).await, 0);
    assert_eq!(count(&["--until", "1h"]).await, 0);
}

#[tokio::test]
async fn a_sealed_log_is_exported_verified_and_stated() {
    let shell = Shell::dev().await;
    let told = shell.refusal(&["audit", "checkpoint"]).await;
    assert!(told.contains("server.issuer"), "{told}");
    let mut shell = shell;
    shell.set("SIGNET__SERVER__ISSUER", "https://id.example.com");
    let told = shell.refusal(&["audit", "checkpoint"]).await;
    assert!(told.contains("nothing is sealed yet"), "{told}");
    shell.json(&["key", "rotate"]).await;
    shell.json(&["user", "create", "--username", "ada"]).await;
    let address = format!("sqlite:{}", shell.path("signet.db").display());
    let db = Db::open(&address, &DbOptions::default()).await.unwrap();
    let later = SystemClock.now() + TimeDelta::minutes(1);
    assert!(chaining::seal(&db, later).await.unwrap() > 0);
    db.close().await;

    let kept = shell.run(&["audit", "checkpoint"]).await;
    assert_eq!(kept.code, 0, "{}", kept.errors);
    let kept = shell.write("kept.jwt", &kept.output);
    let verified = shell.json(&["audit", "verify", "--checkpoint", &kept]).await;
    assert_eq!(verified["findings"], json!([]), "{verified}");
    let exported = shell.run(&["audit", "export"]).await;
    let events: Vec<serde_json::Value> =
        exported.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = events.iter().map(|event| event["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=verified["sealed"].as_i64().unwrap()).collect::<Vec<_>>());
    let last = numbers.len().to_string();
    assert!(exported.errors.contains(&format!("go on with --after {last}")), "{}", exported.errors);
    let rest = shell.run(&["audit", "export", "--after", &last]).await;
    assert_eq!((rest.code, rest.output.as_str()), (0, ""));
    let csv = shell.run(&["audit", "export", "--format", "csv", "--kind", "user.registered"]).await.output;
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("number,id,at,kind,outcome,"), "{csv}");

    let days = shell.json(&["audit", "daily", "--kind", "user.registered"]).await;
    assert_eq!((days.as_array().unwrap().len(), &days[0]["events"]), (1, &json!(1)), "{days}");
    let day = days[0]["day"].as_str().unwrap();
    let csv = shell.run(&["audit", "daily", "--format", "csv", "--since", day]).await.output;
    assert!(csv.starts_with("day,kind,outcome,country,events\n"), "{csv}");
    assert!(csv.contains(&format!("{day},user.registered,success,,1\n")), "{csv}");
    let lines = shell.run(&["audit", "daily", "--format", "ndjson", "--outcome", "success"]).await.output;
    assert_eq!(lines.lines().count(), csv.lines().count() - 1);
    assert_eq!(shell.run(&["audit", "daily", "--until", day]).await.output, "no such events\n");
    assert_eq!(shell.run(&["audit", "daily", "--format", "csv", "--json"]).await.code, 2);

    let last = numbers.len();
    let address = format!("sqlite:{}", shell.path("signet.db").display());
    let db = Db::open(&address, &DbOptions::default()).await.unwrap();
    let cut = async |tx: &Transaction| {
        for table in ["auth_event_personal", "auth_event", "audit_seal", "audit_checkpoint", "audit_daily"] {
            tx.execute_unprepared(&format!("DELETE FROM {table}")).await?;
        }
        Ok::<_, StoreError>(tx.execute_unprepared("DELETE FROM audit_head").await?)
    };
    db.write(cut).await.unwrap();
    db.close().await;
    let told = shell.run(&["audit", "verify", "--checkpoint", &kept]).await;
    assert_eq!(told.code, 1);
    let words = [
        format!("{kept}, checkpoint of number {last}: the log ends before it"),
        "the log's head was removed".to_owned(),
        "server/docs/operate/audit-log.md".to_owned(),
    ];
    for words in words {
        assert!(told.output.contains(&words), "{}", told.output);
    }
    assert!(told.errors.contains("there are 2 findings"), "{}", told.errors);
}

#[tokio::test]
async fn what_is_no_checkpoint_is_refused_by_its_name() {
    let shell = Shell::dev().await;
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzZXF1ZW5jZSI6OTksImNoYWluIjoieCJ9.AA";
    for (text, found) in
        [("no JWT", "something else"), ("", "something else"), (unsigned, "a JWT for something else")]
    {
        let file = shell.write("other.jwt", text);
        let told = shell.refusal(&["audit", "verify", "--checkpoint", &file]).await;
        assert!(told.contains(&format!("{file}: expected a checkpoint")) && told.contains(found), "{told}");
    }
    let told = shell.refusal(&["audit", "verify", "--checkpoint", "/nowhere/kept.jwt"]).await;
    assert!(told.contains("/nowhere/kept.jwt"), "{told}");
}

#[tokio::test]
async fn the_key_of_checkpoints_is_shown_and_replaced() {
    let mut shell = Shell::dev().await;
    shell.set("SIGNET__SERVER__ISSUER", "https://id.example.com");
    let key = shell.json(&["audit", "key"]).await;
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("EC"), &json!("ES256"), &json!("sig")));
    assert!(key.get("d").is_none());
    assert_eq!(shell.json(&["audit", "key"]).await, key);
    let renewed = shell.run(&["audit", "key", "--renew"]).await;
    assert!(renewed.code == 0 && renewed.errors.contains("signed by this key"), "{renewed:?}");
    let fresh: serde_json::Value = serde_json::from_str(&renewed.output).unwrap();
    assert_ne!(fresh["kid"], key["kid"]);
    let events = shell.json(&["audit", "list", "--kind", "key.created"]).await;
    let kids: Vec<_> =
        events.as_array().unwrap().iter().map(|event| event["detail"]["kid"].clone()).collect();
    assert_eq!(kids, [fresh["kid"].clone(), key["kid"].clone()]);
}
