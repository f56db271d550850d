//! `signet audit`.

use super::Shell;

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
    assert_eq!(count(&["--client", "ticker", "--limit", "1"]).await, 1);
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
