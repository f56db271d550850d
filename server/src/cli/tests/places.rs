//! Finding the database and its master key, or saying what is missing.

use super::{Shell, master_key_file};

#[tokio::test]
async fn what_is_not_there_is_not_made_by_looking() {
    let shell = Shell::empty();
    std::fs::write(master_key_file(&shell.dir), "LCBRPlKHkkU6c3FmXPkOzCY5SrrFOw8VNpv3fdrWcRo=").unwrap();
    let told = shell.refusal(&["user", "list"]).await;
    let dir = shell.dir.display();
    assert_eq!(
        told,
        format!(
            "signet: there is no database at {dir}/signet.db; `signet migrate --data {dir}` makes one, `signet dev` its own\n"
        )
    );
    assert!(!shell.path("signet.db").exists());
}

#[tokio::test]
async fn migrate_makes_a_database_and_then_has_nothing_to_do() {
    let shell = Shell::empty();
    let steps = shell.json(&["migrate"]).await["steps"].as_array().unwrap().len();
    assert!(steps >= 3);
    let done = shell.run(&["migrate"]).await;
    assert!(done.output.ends_with("is up to date\n"), "{}", done.output);
}

#[tokio::test]
async fn a_database_that_lacks_steps_is_left_alone() {
    let shell = Shell::dev().await;
    let db = shell.path("signet.db");
    std::fs::write(&db, "").unwrap();
    let told = shell.refusal(&["client", "list"]).await;
    assert!(
        told.contains("lacks steps of this release (m0001_schema, ")
            && told.contains("`signet migrate --data"),
        "{told}"
    );
    assert!(!std::fs::read(&db).unwrap().windows(6).any(|window| window == b"CREATE"), "no table was made");
}

#[tokio::test]
async fn a_missing_or_broken_master_key_is_told_with_what_to_do() {
    let shell = Shell::dev().await;
    std::fs::write(master_key_file(&shell.dir), "hunter2").unwrap();
    let told = shell.refusal(&["client", "list"]).await;
    assert!(told.contains("master.key: the master key is not base64") && !told.contains("hunter2"), "{told}");
    std::fs::remove_file(master_key_file(&shell.dir)).unwrap();
    let told = shell.refusal(&["client", "list"]).await;
    assert!(
        told.starts_with("signet: expected the master key of this database: 32 bytes in base64"),
        "{told}"
    );
}

#[tokio::test]
async fn a_wrong_master_key_changes_nothing() {
    let mut shell = Shell::dev().await;
    shell.json(&["client", "list"]).await;
    let other = shell.bare(&["key", "generate-master"], "").await.output;
    shell.set("SIGNET__SEALING__MASTER_KEY", other.trim());
    let told = shell
        .refusal(&["client", "create", "--grant-type", "client_credentials", "--client-id", "svc"])
        .await;
    assert!(
        told.starts_with("signet: the master key is not the one that this database was sealed under"),
        "{told}"
    );
    assert!(!told.contains(other.trim()));
    shell.environment.clear();
    assert!(shell.refusal(&["client", "show", "svc"]).await.contains("there is no client"));
}

#[tokio::test]
async fn the_configuration_of_serve_names_database_and_key() {
    let mut shell = Shell::empty();
    let key = shell.bare(&["key", "generate-master"], "").await.output;
    assert_eq!(key.trim().len(), 44);
    let url = format!("sqlite:{}", shell.path("elsewhere.db").display());
    let file = shell.write("signet.conf", &format!("[database]\nurl = \"{url}\"\n"));
    let key_file = shell.write("key", &key);
    let places = ["--config", &file];
    let run = async |shell: &Shell, arguments: &[&str]| shell.bare(&[arguments, &places].concat(), "").await;
    assert_eq!(run(&shell, &["migrate"]).await.code, 0);
    let done = run(&shell, &["client", "list"]).await;
    assert!(done.errors.contains("SIGNET__SEALING__MASTER_KEY_FILE"), "{}", done.errors);
    shell.set("SIGNET__SEALING__MASTER_KEY_FILE", &key_file);
    let done = run(&shell, &["client", "list"]).await;
    assert!(done.output.contains("ticker") && done.output.contains("no secret yet"), "{}", done.output);
}

#[tokio::test]
async fn the_file_in_the_working_directory_is_read_and_its_mistakes_are_told() {
    let shell = Shell::empty();
    shell.write("signet.toml", "[tokens]\nacess = \"5m\"\n");
    let done = shell.bare(&["check-config"], "").await;
    assert_eq!(done.code, 1);
    assert!(
        done.errors.contains("signet.toml:2: tokens.acess: ") && done.errors.contains("tokens.access"),
        "{}",
        done.errors
    );
    shell.write("signet.toml", "[tokens]\naccess = \"5m\"\n");
    let done = shell.bare(&["check-config"], "").await;
    let line = done.output.lines().find(|line| line.starts_with("tokens.access ")).unwrap();
    assert!(line.contains("5m") && line.ends_with("signet.toml:2"), "{line}");
}
