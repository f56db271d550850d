//! `signet backup`, `signet restore`, `signet revoke-all`, `signet migrate --rehearse`.

use migration::{Migrator, MigratorTrait as _};
use serde_json::{Value, json};

use super::Shell;
use crate::store::connect;

/// With an account, and keys that are made quickly.
async fn shell() -> Shell {
    let mut shell = Shell::dev().await;
    shell.set("SIGNET__KEYS__ALGORITHMS", "ES256");
    shell.set("SIGNET__KEYS__DEFAULT_ALGORITHM", "ES256");
    shell.json(&["user", "create", "--username", "ada"]).await;
    shell
}

async fn usernames(shell: &Shell) -> Vec<String> {
    let users = shell.json(&["user", "list"]).await;
    let name = |user: &Value| user["preferred_username"].as_str().unwrap().to_owned();
    users.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn a_backup_tells_what_it_holds_and_brings_it_back() {
    let shell = shell().await;
    shell.json(&["key", "rotate"]).await;
    let to = shell.path("kept.db").display().to_string();
    let told = shell.json(&["backup", "--to", &to]).await;
    assert_eq!((&told["master_key"], &told["holds"]["users"]), (&json!("not included"), &json!(1)));
    assert!(told["holds"]["schema"].as_str().unwrap().starts_with("m00"), "{told}");
    let refused = shell.refusal(&["backup", "--to", &to]).await;
    assert!(refused.contains("expected a new file, found one at"), "{refused}");
    let again = shell.run(&["backup", "--to", &shell.path("other.db").display().to_string()]).await;
    assert!(
        again.output.contains("no issuer yet as of 20") && again.output.contains(": 1 users, "),
        "{again:?}"
    );
    assert!(again.output.contains("The master key is not in it"), "{again:?}");

    shell.json(&["user", "create", "--username", "charles"]).await;
    let refused = shell.refusal(&["restore", "--from", &to]).await;
    assert!(refused.contains("there is a database at") && refused.contains("--replace"), "{refused}");
    let done = shell.json(&["restore", "--from", &to, "--replace"]).await;
    assert_eq!(done["ended"], json!({"sessions": 0, "families": 0, "keys": 2}));
    assert_eq!(done["holds"]["taken_at"], told["holds"]["taken_at"]);
    assert_eq!(usernames(&shell).await, ["ada"]);
    let before = done["replaced"].as_str().unwrap();
    assert!(before.starts_with(&format!("{}.replaced-", shell.path("signet.db").display())), "{before}");
    let kinds = shell.json(&["audit", "list"]).await.to_string();
    assert!(kinds.contains("store.restored") && !kinds.contains("store.backed_up"), "{kinds}");
    // The one before is a backup as good as any.
    let back = shell.run(&["restore", "--from", before, "--replace"]).await;
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(usernames(&shell).await, ["ada", "charles"]);
    assert!(shell.json(&["audit", "list"]).await.to_string().contains("store.backed_up"));
}

#[tokio::test]
async fn a_backup_moves_to_where_there_is_nothing_yet() {
    let (here, mut there) = (shell().await, Shell::empty());
    let to = here.path("kept.db").display().to_string();
    here.json(&["backup", "--to", &to]).await;
    let refused = there.refusal(&["restore", "--from", &to]).await;
    assert!(refused.contains("expected the master key of this database"), "{refused}");
    let key = std::fs::read_to_string(super::master_key_file(&here.dir)).unwrap();
    there.set("SIGNET__SEALING__MASTER_KEY", key.trim());
    there.environment.extend(here.environment.clone());
    assert_eq!(there.run(&["restore", "--from", &to]).await.code, 0);
    assert_eq!(usernames(&there).await, ["ada"]);
}

#[tokio::test]
async fn a_backup_of_the_release_before_is_migrated_on_the_way() {
    let mut shell = Shell::empty();
    let key = shell.bare(&["key", "generate-master"], "").await.output;
    shell.set("SIGNET__SEALING__MASTER_KEY", key.trim());
    shell.set("SIGNET__KEYS__ALGORITHMS", "ES256");
    shell.set("SIGNET__KEYS__DEFAULT_ALGORITHM", "ES256");
    let address = format!("sqlite:{}", shell.path("signet.db").display());
    let connection = connect::for_migrations(&address).await.unwrap();
    Migrator::up(&connection, Some(3)).await.unwrap();
    connection.close().await.unwrap();
    let to = shell.path("kept.db").display().to_string();
    let done = shell.run(&["backup", "--to", &to]).await;
    assert!(
        done.code == 0 && done.errors.is_empty() && done.output.contains("schema m0003_seed"),
        "{done:?}"
    );
    let done = shell.run(&["restore", "--from", &to, "--replace"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(usernames(&shell).await, Vec::<String>::new(), "it is current now, or would be refused");
}

#[tokio::test]
async fn what_does_not_belong_here_is_not_restored() {
    let mut shell = shell().await;
    shell.json(&["key", "rotate"]).await;
    let to = shell.path("kept.db").display().to_string();
    shell.json(&["backup", "--to", &to]).await;
    let restore = ["restore", "--from", &to, "--replace"];
    shell.json(&["user", "create", "--username", "charles"]).await;

    let other = shell.bare(&["key", "generate-master"], "").await.output;
    shell.set("SIGNET__SEALING__MASTER_KEY", other.trim());
    let refused = shell.refusal(&restore).await;
    assert!(refused.contains("the master key is not the one"), "{refused}");
    shell.environment.pop();

    let edit = async |sql: &str| {
        let connection = connect::for_migrations(&format!("sqlite:{to}")).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&connection, sql).await.unwrap();
        connection.close().await.unwrap();
    };
    edit("INSERT INTO setting (name, value) VALUES ('issuer', 'https://id.one.test')").await;
    shell.set("SIGNET__SERVER__ISSUER", "https://id.two.test");
    let refused = shell.refusal(&restore).await;
    assert!(
        refused.contains("expected a backup of https://id.two.test, found one of https://id.one.test"),
        "{refused}"
    );
    shell.environment.pop();

    edit("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await;
    assert!(shell.refusal(&restore).await.contains("by a newer release"));
    let text = shell.write("kept.txt", "no database");
    assert!(
        shell
            .refusal(&["restore", "--from", &text, "--replace"])
            .await
            .contains("expected a database of Signet")
    );
    assert_eq!(usernames(&shell).await, ["ada", "charles"], "the one that is here is as it was");
    assert!(!shell.path("signet.db.restoring").exists());
}

#[tokio::test]
async fn a_damaged_backup_is_told_and_leaves_nothing_behind() {
    let (here, mut there) = (shell().await, Shell::empty());
    let to = here.path("kept.db").display().to_string();
    here.json(&["backup", "--to", &to]).await;
    let whole = std::fs::read(&to).unwrap();
    std::fs::write(&to, &whole[..whole.len() - 3 * 4096]).unwrap();
    there.set(
        "SIGNET__SEALING__MASTER_KEY",
        std::fs::read_to_string(super::master_key_file(&here.dir)).unwrap().trim(),
    );
    there.set("SIGNET__SERVER__DATA", &there.path("data").display().to_string());
    let refused = there.bare(&["restore", "--from", &to], "").await;
    assert_eq!((refused.code, refused.output.as_str()), (1, ""), "{refused:?}");
    assert!(
        refused.errors.contains("kept.db: expected a sound backup, found a damaged one: "),
        "{refused:?}"
    );
    assert!(!there.path("data").exists());
    // What fails later leaves no more behind.
    std::fs::write(&to, &whole).unwrap();
    there.set("SIGNET__SEALING__MASTER_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyE=");
    let refused = there.bare(&["restore", "--from", &to], "").await;
    assert!(refused.errors.contains("the master key is not the one"), "{refused:?}");
    assert!(!there.path("data").exists());
}

#[tokio::test]
async fn the_step_that_fails_is_named() {
    let shell = Shell::empty();
    let address = format!("sqlite:{}", shell.path("signet.db").display());
    let connection = connect::for_migrations(&address).await.unwrap();
    Migrator::up(&connection, Some(3)).await.unwrap();
    // Somebody was here: the fifth step wants to make this itself.
    let stranger = "CREATE TABLE lease (name text)";
    sea_orm::ConnectionTrait::execute_unprepared(&connection, stranger).await.unwrap();
    connection.close().await.unwrap();
    for command in [&["migrate", "--rehearse"][..], &["migrate"]] {
        let told = shell.refusal(command).await;
        assert!(told.contains("the step m0005_upkeep failed: "), "{told}");
        assert!(told.contains("lease already exists"), "{told}");
    }
    // What came before it is done.
    let told = shell.refusal(&["user", "list"]).await;
    assert!(told.contains("lacks 6 steps of this release (m0005_upkeep, m0006_expand_mail, "), "{told}");
}

#[tokio::test]
async fn everything_is_revoked_for_a_reason_only() {
    let shell = shell().await;
    shell.json(&["key", "rotate"]).await;
    assert_eq!(shell.run(&["revoke-all"]).await.code, 2);
    let done = shell.run(&["revoke-all", "--because", "incident"]).await;
    assert_eq!(done.output, "Ended 0 sessions, 0 chains of tokens and 2 keys; new keys sign from now on\n");
    let done = shell.json(&["revoke-all", "--because", "restored"]).await;
    assert_eq!(done, json!({"sessions": 0, "families": 0, "keys": 2}));
}

#[tokio::test]
async fn a_rehearsal_of_nothing_says_so_and_needs_a_database() {
    let shell = shell().await;
    let done = shell.run(&["migrate", "--rehearse"]).await;
    assert!(done.output.contains("is up to date; there is nothing to rehearse"), "{done:?}");
    assert_eq!(shell.json(&["migrate", "--rehearse"]).await["rehearsed"], json!([]));
    assert!(Shell::empty().refusal(&["migrate", "--rehearse"]).await.contains("there is no database at"));
    assert_eq!(shell.run(&["migrate", "--within", "5"]).await.code, 2);
}

#[tokio::test]
async fn postgresql_is_sent_to_its_own_ways() {
    let mut shell = Shell::empty();
    shell.set("SIGNET__DATABASE__URL", "postgres://signet:geheim@127.0.0.1:1/signet");
    for (command, words) in [
        (&["backup", "--to", "x.db"][..], "back it up with pg_dump or continuous archiving"),
        (&["restore", "--from", "x.db"], "then run `signet revoke-all --because restored`"),
    ] {
        let refused = shell.bare(command, "").await;
        assert_eq!((refused.code, refused.errors.lines().count()), (1, 1), "{refused:?}");
        let told = refused.errors;
        assert!(told.contains(words) && told.contains("server/docs/operate/backup-and-restore.md"), "{told}");
        assert!(!told.contains("geheim"), "{told}");
    }
}
