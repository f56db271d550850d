//! `signet key`.

use super::{Shell, master_key_file};

/// Small and few keys, so that none takes long to make.
async fn shell() -> Shell {
    let mut shell = Shell::dev().await;
    shell.set("SIGNET__KEYS__ALGORITHMS", "ES256");
    shell.set("SIGNET__KEYS__DEFAULT_ALGORITHM", "ES256");
    shell
}

#[tokio::test]
async fn keys_are_rotated_shown_and_retired() {
    let shell = shell().await;
    assert!(shell.run(&["key", "list"]).await.output.starts_with("no keys yet"));
    let first = shell.json(&["key", "rotate"]).await;
    assert_eq!(first["changes"].as_array().unwrap().len(), 2, "what there was none of signs at once");
    let next = shell.run(&["key", "rotate"]).await.output;
    assert!(next.contains("published") && next.contains("the new key for ES256 may sign from "), "{next}");
    let forced = shell.json(&["key", "rotate", "--now"]).await;
    assert_eq!(forced["changes"].as_array().unwrap().len(), 4);
    let list = shell.json(&["key", "list"]).await;
    let of = |state: &str| {
        let mut keys =
            list.as_array().unwrap().iter().filter(|key| key["state"] == state && key["purpose"] == "ES256");
        keys.next().unwrap()["kid"].as_str().unwrap().to_owned()
    };
    assert!(!list.to_string().contains("sealed") && !list.to_string().contains("\"d\""));
    let told = shell.refusal(&["key", "retire", &of("retired")]).await;
    assert!(told.contains("is retired already and verifies until"), "{told}");
    let killed = shell.run(&["key", "retire", &of("active"), "--now"]).await;
    assert!(killed.output.contains("retired") && killed.output.contains("activated"), "{}", killed.output);
    assert!(shell.refusal(&["key", "retire", "nokey"]).await.contains("`signet key list`"));
}

#[tokio::test]
async fn the_master_key_is_replaced_in_four_steps() {
    let mut shell = shell().await;
    shell.json(&["key", "rotate"]).await;
    shell
        .json(&[
            "client",
            "create",
            "--client-id",
            "jwt",
            "--grant-type",
            "client_credentials",
            "--token-endpoint-auth-method",
            "client_secret_jwt",
        ])
        .await;
    assert_eq!(shell.run(&["key", "rewrap"]).await.output, "everything lies under the current master key\n");
    let old = std::fs::read_to_string(master_key_file(&shell.dir)).unwrap();
    let new = shell.bare(&["key", "generate-master", "--json"], "").await.output;
    let new: serde_json::Value = serde_json::from_str(&new).unwrap();
    shell.set("SIGNET__SEALING__MASTER_KEY", new["master_key"].as_str().unwrap());
    shell.set("SIGNET__SEALING__MASTER_KEY_PREVIOUS", &old);
    let moved = shell.json(&["key", "rewrap"]).await;
    assert_eq!(moved, serde_json::json!({"keys": 2, "clients": 1, "factors": 0}));
    shell.environment.pop();
    assert_eq!(shell.run(&["key", "rewrap"]).await.code, 0, "the old key is needed no more");
    shell.environment.clear();
    assert!(shell.refusal(&["key", "list"]).await.contains("the master key is not the one"));
}
