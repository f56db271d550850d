//! `signet client`.

use serde_json::{Value, json};

use super::Shell;

#[tokio::test]
async fn flags_named_after_the_metadata_make_a_client_and_json_answers_as_rfc_7591_does() {
    let shell = Shell::dev().await;
    let made = shell
        .json(&[
            "client",
            "create",
            "--client-id",
            "shop",
            "--client-name",
            "Shop",
            "--first-party",
            "--redirect-uri",
            "https://shop.test/cb",
            "--redirect-uri",
            "https://www.shop.test/cb",
            "--grant-type",
            "authorization_code",
            "--grant-type",
            "refresh_token",
            "--access-token-format",
            "opaque",
            "--scope",
            "openid email",
            "--default-max-age",
            "60",
        ])
        .await;
    assert_eq!(made["redirect_uris"], json!(["https://shop.test/cb", "https://www.shop.test/cb"]));
    assert_eq!(made["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!((&made["first_party"], &made["default_max_age"]), (&json!(true), &json!(60)));
    assert_eq!((&made["access_token_format"], &made["scope"]), (&json!("opaque"), &json!("openid email")));
    assert_eq!(made["client_secret_expires_at"], 0);
    let secret = made["client_secret"].as_str().unwrap();
    assert_eq!(secret.len(), 43);
    let shown = shell.json(&["client", "show", "shop"]).await;
    assert!(shown.get("client_secret").is_none());
    assert_eq!(shown["client_name"], "Shop");
}

#[tokio::test]
async fn a_secret_is_shown_once_to_people_too_and_may_come_from_standard_input() {
    let shell = Shell::dev().await;
    let create = ["client", "create", "--client-id", "svc", "--grant-type", "client_credentials"];
    let done =
        shell.with_input(&[&create[..], &["--client-secret-stdin"]].concat(), "Ab+c/1=d:e%f g\n").await;
    let line = done.output.lines().find(|line| line.starts_with("client_secret ")).unwrap();
    assert!(line.ends_with("  Ab+c/1=d:e%f g"), "{line}");
    assert!(done.output.ends_with("is shown this once. Keep it where the application reads it.\n"));
    let done = shell.run(&["client", "rotate-secret", "svc"]).await;
    assert!(done.code == 0 && !done.output.contains("Ab+c"));
    assert!(!shell.run(&["client", "show", "svc"]).await.output.contains("client_secret  "));
    let done = shell.with_input(&["client", "rotate-secret", "svc", "--client-secret-stdin"], "").await;
    assert_eq!(done.errors, "signet: expected the client secret on standard input, found nothing\n");
}

#[tokio::test]
async fn a_file_or_standard_input_holds_metadata_and_flags_count_more() {
    let shell = Shell::dev().await;
    let metadata = json!({"client_id": "web", "client_name": "File", "redirect_uris": ["https://rp.test/cb"], "redirect_uri": "x"});
    let file = shell.write("client.json", &metadata.to_string());
    let done = shell.run(&["client", "create", "--from", &file, "--client-name", "Flag", "--json"]).await;
    assert_eq!(done.errors, "signet: ignored, because no such metadata is known: redirect_uri\n");
    assert_eq!(serde_json::from_str::<Value>(&done.output).unwrap()["client_name"], "Flag");
    let other = json!({"grant_types": ["client_credentials"], "client_id": "svc"}).to_string();
    assert_eq!(shell.with_input(&["client", "create", "--from", "-"], &other).await.code, 0);
    for (text, part) in
        [("[]", "expected one JSON object"), ("{", "expected JSON"), ("{\"a\":1,\"a\":2}", "stands twice")]
    {
        let done = shell.with_input(&["client", "create", "--from", "-"], text).await;
        assert_eq!(done.code, 1);
        assert!(
            done.errors.starts_with("signet: standard input: ") && done.errors.contains(part),
            "{}",
            done.errors
        );
    }
    assert!(
        shell
            .refusal(&["client", "create", "--from", "/nowhere.json"])
            .await
            .contains("/nowhere.json cannot be read")
    );
}

#[tokio::test]
async fn br_04_a_refusal_names_the_member_the_value_and_the_reason() {
    let shell = Shell::dev().await;
    let told = shell
        .refusal(&[
            "client",
            "create",
            "--redirect-uri",
            "javascript:alert(1)",
            "--application-type",
            "native",
        ])
        .await;
    assert!(
        told.starts_with(
            "signet: invalid_redirect_uri: redirect_uris: redirect URI javascript:alert(1): its scheme"
        ),
        "{told}"
    );
    let told = shell
        .refusal(&[
            "client",
            "create",
            "--grant-type",
            "client_credentials",
            "--jwks-uri",
            "http://rp.test/jwks",
        ])
        .await;
    assert!(
        told.starts_with("signet: invalid_client_metadata: jwks_uri: expected an https address"),
        "{told}"
    );
    let twice = ["client", "create", "--client-id", "svc", "--grant-type", "client_credentials"];
    shell.json(&twice).await;
    assert!(shell.refusal(&twice).await.contains("there is a client svc already"));
}

#[tokio::test]
async fn an_update_changes_members_or_everything_and_an_empty_value_is_the_default() {
    let shell = Shell::dev().await;
    let create = [
        "client",
        "create",
        "--client-id",
        "web",
        "--client-name",
        "Web",
        "--redirect-uri",
        "https://rp.test/cb",
    ];
    shell.json(&[&create[..], &["--first-party", "--contact", "a@rp.test"]].concat()).await;
    let changed = shell
        .json(&[
            "client",
            "update",
            "web",
            "--first-party=false",
            "--contact",
            "",
            "--tos-uri",
            "https://rp.test/tos",
        ])
        .await;
    assert_eq!((&changed["first_party"], &changed["client_name"]), (&json!(false), &json!("Web")));
    assert!(changed.get("contacts").is_none() && changed.get("client_secret").is_none());
    let mut all = shell.json(&["client", "show", "web"]).await;
    all.as_object_mut().unwrap().remove("tos_uri");
    let file = shell.write("web.json", &all.to_string());
    let replaced = shell.json(&["client", "update", "web", "--from", &file]).await;
    assert!(replaced.get("tos_uri").is_none() && replaced["client_name"] == "Web");
    let jwt =
        shell.json(&["client", "update", "web", "--token-endpoint-auth-method", "client_secret_jwt"]).await;
    assert!(jwt["client_secret"].is_string(), "another kind of secret is a new one");
    assert_eq!(shell.run(&["client", "update", "web"]).await.code, 2);
}

#[tokio::test]
async fn keys_come_from_a_file() {
    let shell = Shell::dev().await;
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let file = shell.write("jwks.json", &json!({"keys": [key]}).to_string());
    let method = ["--token-endpoint-auth-method", "private_key_jwt", "--grant-type", "client_credentials"];
    let made = shell.json(&[&["client", "create", "--jwks", &file][..], &method].concat()).await;
    assert_eq!(made["jwks"]["keys"][0]["kty"], "OKP");
    assert!(made.get("client_secret").is_none() && made.get("client_secret_expires_at").is_none());
}

#[tokio::test]
async fn a_client_is_stopped_let_go_on_and_removed() {
    let shell = Shell::dev().await;
    let state = async || {
        let list = shell.run(&["client", "list"]).await.output;
        list.lines().find(|line| line.starts_with("ticker ")).map(|line| line.trim_end().to_owned())
    };
    assert!(state().await.unwrap().ends_with("no secret yet"));
    shell.json(&["client", "rotate-secret", "ticker"]).await;
    assert!(state().await.unwrap().ends_with("enabled"));
    assert_eq!(shell.run(&["client", "disable", "ticker"]).await.output, "ticker is disabled\n");
    assert!(state().await.unwrap().ends_with("disabled"));
    assert_eq!(shell.run(&["client", "enable", "ticker"]).await.output, "ticker is enabled\n");
    assert_eq!(shell.json(&["client", "delete", "ticker"]).await["deleted"], true);
    assert_eq!(state().await, None);
    for verb in ["show", "update", "rotate-secret", "disable", "enable", "delete"] {
        let flags: &[&str] = if verb == "update" { &["--client-name", "x"] } else { &[] };
        let told = shell.refusal(&[&["client", verb, "ticker"][..], flags].concat()).await;
        assert_eq!(
            told,
            "signet: there is no client \"ticker\"; `signet client list` shows those there are\n"
        );
    }
}
