//! `signet user`.

use serde_json::{Value, json};

use super::Shell;

async fn ada(shell: &Shell) -> Value {
    let flags =
        ["--email", "ada@example.com", "--email-verified", "--username", "ada", "--name", "Ada Lovelace"];
    shell.json(&[&["user", "create"][..], &flags].concat()).await
}

#[tokio::test]
async fn flags_make_an_account_and_a_password_comes_from_standard_input() {
    let shell = Shell::dev().await;
    let made = ada(&shell).await;
    assert_eq!((&made["email_verified"], &made["name"]), (&json!(true), &json!("Ada Lovelace")));
    assert_eq!((&made["status"], &made["has_password"]), (&json!("active"), &json!(false)));
    let set = ["user", "set-password", "ada", "--password-stdin"];
    let weak = shell.with_input(&set, "correct horse battery\n").await;
    assert_eq!(weak.code, 1);
    assert!(weak.errors.contains("no_upper_case") && weak.errors.contains("no_digit"), "{}", weak.errors);
    let done =
        shell.with_input(&[&set[..], &["--ignore-password-rules"]].concat(), "correct horse battery\n").await;
    assert!(done.output.starts_with("the password of ada is set"), "{}", done.output);
    assert_eq!(shell.json(&["user", "show", "ADA@example.com"]).await["has_password"], true);
    let done = shell.with_input(&["user", "create", "--username", "bob", "--password-stdin"], "short").await;
    assert_eq!(
        (done.code, done.errors.as_str()),
        (1, "signet: password: expected a password of 8 characters to 1024 bytes, without NUL\n")
    );
    let done = shell.run(&["user", "set-password", "ada"]).await;
    assert!(done.code == 2 && done.errors.contains("--password-stdin"));
    let bytes = std::fs::read(shell.path("signet.db")).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"correct horse"));
}

#[tokio::test]
async fn a_file_holds_one_person_and_flags_count_more() {
    let shell = Shell::dev().await;
    let file =
        shell.write("ada.json", "{\n  \"email\": \"ada@example.com\",\n  \"birthdate\": \"1815-12-10\"\n}\n");
    let made = shell.json(&["user", "create", "--from", &file, "--name", "Ada"]).await;
    assert_eq!((&made["birthdate"], &made["name"]), (&json!("1815-12-10"), &json!("Ada")));
    let told = shell.refusal(&["user", "create", "--from", &file]).await;
    let sub = made["sub"].as_str().unwrap();
    assert!(told.contains(&format!("the name ada@example.com is taken by {sub}")), "{told}");
    let file = shell.write("bad.json", r#"{"email": "x", "shoe_size": 43}"#);
    let told = shell.refusal(&["user", "create", "--from", &file]).await;
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("email: expected an e-mail address\nshoe_size: unknown"), "{told}");
}

#[tokio::test]
async fn many_are_imported_a_line_each_and_bad_lines_are_told_with_their_number() {
    let shell = Shell::dev().await;
    let good = |n: u32| json!({"preferred_username": format!("u{n}")}).to_string();
    let file = shell.write("users.ndjson", &format!("{}\n{{broken\n\n{}\n", good(1), good(2)));
    let done = shell.run(&["user", "create", "--from", &file]).await;
    assert_eq!((done.code, done.output.as_str()), (1, "2 accounts written, 1 lines refused\n"));
    assert!(done.errors.starts_with("line 2: line: expected one JSON object"), "{}", done.errors);
    let lines: String = (3..203).map(|n| good(n) + "\n").collect();
    let done = shell.with_input(&["user", "create", "--from", "-", "--json"], &lines).await;
    assert_eq!(serde_json::from_str::<Value>(&done.output).unwrap(), json!({"written": 200, "refused": 0}));
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    let done = shell.with_input(&["user", "create", "--from", "-", "--name", "All"], &lines).await;
    assert_eq!(done.code, 2);
    let wrong = shell.run(&["user", "list", "--after", "nope"]).await;
    assert!(wrong.code == 2 && wrong.errors.contains("expected the id of an account"), "{wrong:?}");
    let done = shell.run(&["user", "list", "--limit", "2"]).await;
    assert_eq!(done.output.lines().count(), 3);
    let after = done.errors.strip_prefix("there may be more: --after ").unwrap().trim();
    assert_eq!(
        shell.json(&["user", "list", "--after", after, "--limit", "1000"]).await.as_array().unwrap().len(),
        200
    );
}

#[tokio::test]
async fn an_account_is_stopped_let_go_on_given_roles_and_removed() {
    let shell = Shell::dev().await;
    ada(&shell).await;
    for (arguments, expected) in [
        (&["suspend", "ada"][..], "ada is now suspended\n"),
        (&["suspend", "ada"], "ada was already suspended\n"),
        (&["reactivate", "ada"], "ada is now active\n"),
        (&["deactivate", "ada"], "ada is now deactivated\n"),
        (&["grant-role", "ada", "admin"], "ada is now admin\n"),
        (&["grant-role", "ada", "admin"], "ada was already admin\n"),
        (&["revoke-role", "ada", "user"], "ada is no longer user\n"),
        (&["revoke-role", "ada", "user"], "ada was not user\n"),
        (&["reset-mfa", "ada"], "ada had no second factor\n"),
    ] {
        assert_eq!(shell.run(&[&["user"][..], arguments].concat()).await.output, expected, "{arguments:?}");
    }
    let told = shell.refusal(&["user", "grant-role", "ada", "root"]).await;
    assert!(told.contains("expected one of admin, compliance, user"), "{told}");
    let list = shell.run(&["user", "list"]).await.output;
    assert!(
        list.lines().any(|line| line.ends_with("ada       ada@example.com  deactivated  admin")),
        "{list}"
    );
    let sub = shell.json(&["user", "show", "ada"]).await["sub"].as_str().unwrap().to_owned();
    let removed = format!("ada is removed; what happened stays on record under the id {sub}\n");
    assert_eq!(shell.run(&["user", "delete", "ada"]).await.output, removed);
    let told = shell.refusal(&["user", "show", "ada"]).await;
    assert_eq!(told, "signet: there is no user \"ada\"; `signet user list` shows those there are\n");
}
