//! `dev` and `serve` keep off each other's databases: the real process, on each kind of database.

use std::path::{Path, PathBuf};

use crate::support::databases::{empty_postgres, execute, fresh_folder};
use crate::support::process::{Running, run, serving, signet};

/// A database that nobody has touched, by the variable that names it: SQLite, and PostgreSQL where it is installed.
async fn untouched() -> Vec<String> {
    let file = format!("sqlite:{}", fresh_folder().join("production.db").display());
    std::iter::once(file).chain(empty_postgres().await).collect()
}

fn done(data: &Path, variables: &[(&str, &str)], command: &str) -> String {
    let (output, errors) = run(data, variables, &command.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{command}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// What `dev` says that does not start; it makes no data directory.
fn refused(variables: &[(&str, &str)]) -> String {
    let data = fresh_folder().join("data");
    let (output, errors) = run(&data, variables, &["dev"]);
    assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 1), "{errors}");
    assert!(!data.exists(), "nothing is made before it looks");
    errors
}

fn client_file(id: &str) -> PathBuf {
    let file = fresh_folder().join("client.json");
    let text = format!(r#"{{"client_id": "{id}", "redirect_uris": ["https://app.example.com/callback"]}}"#);
    std::fs::write(&file, text).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dev_leaves_a_database_alone_that_holds_what_it_did_not_make() {
    for url in untouched().await {
        let data = fresh_folder().join("data");
        let production = serving(&[("SIGNET__DATABASE__URL", &url)]);
        done(&data, &production, "migrate");
        let add = format!("client create --json --from {}", client_file("demo-app").display());
        done(&data, &production, &add);
        let told = refused(&production);
        assert!(told.starts_with("signet: database.url: ") && told.contains("the client demo-app"), "{told}");
        assert!(told.contains("nothing was written to it"), "{told}");
        done(&data, &production, "client delete demo-app");
        done(&data, &production, "user create --username ada");
        assert!(refused(&production).contains("found one with people"));
        done(&data, &production, "user delete ada");
        done(&data, &production, "client rotate-secret ticker");
        assert!(refused(&production).contains("the client ticker"));
        let events = done(&data, &production, "audit list --json");
        assert_eq!(events.matches("client.created").count(), 1, "{events}");
        let server = Running::start(signet(&data, &production, &["serve"]));
        let line = server.line("\"serving\"");
        assert!(line.contains("\"listening\":\"127.0.0.1:"), "{line}");
        assert!(line.contains("\"database\":\"") && line.contains(url.split('?').next().unwrap()), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dev_leaves_alone_what_serve_has_served() {
    for url in untouched().await {
        let data = fresh_folder().join("data");
        let production = serving(&[("SIGNET__DATABASE__URL", &url)]);
        done(&data, &production, "migrate");
        Running::start(signet(&data, &production, &["serve"])).line("\"serving\"");
        assert!(refused(&production).contains("found one that serves https://id.test"));
        Running::start(signet(&data, &production, &["serve"])).line("\"serving\"");
    }
}

/// What is written for one issuer is of no use under another: `serve` would not start on it with these settings either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_write_nothing_where_another_issuer_was_served() {
    for url in untouched().await {
        let data = fresh_folder().join("data");
        let served = serving(&[("SIGNET__DATABASE__URL", &url)]);
        done(&data, &served, "migrate");
        done(&data, &served, "user create --username ada");
        Running::start(signet(&data, &served, &["serve"])).line("\"serving\"");
        let other =
            serving(&[("SIGNET__DATABASE__URL", &url), ("SIGNET__SERVER__ISSUER", "https://other.test")]);
        for command in ["user create --username charles", "client create --client-name Shop", "serve"] {
            let (output, errors) = run(&data, &other, &command.split(' ').collect::<Vec<_>>());
            assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 1), "{command}: {errors}");
            let told = "server.issuer: expected https://id.test, which this database has served so far, found https://other.test";
            assert!(errors.contains(told), "{command}: {errors}");
        }
        let people = done(&data, &served, "user list --json");
        assert!(people.contains("ada") && !people.contains("charles"), "{people}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dev_takes_a_database_that_was_only_migrated_and_another_directory_keeps_off() {
    for url in untouched().await {
        let data = fresh_folder().join("data");
        let there = [("SIGNET__DATABASE__URL", url.as_str())];
        done(&data, &there, "migrate");
        for _ in 0..2 {
            Running::start(signet(&data, &there, &["dev"])).line("Stop with Ctrl-C");
        }
        if url.starts_with("postgres") {
            let (output, errors) = run(&data, &[], &["dev"]);
            assert!(
                output.status.code() == Some(1) && errors.contains("set SIGNET__DATABASE__URL here too"),
                "{errors}"
            );
            assert!(!data.join("signet.db").exists());
        }
        let told = refused(&there);
        assert!(told.contains("does not hold the master key") && told.contains("--data DIR"), "{told}");
        assert!(!told.contains("rewrap"), "{told}");
        Running::start(signet(&data, &there, &["dev"])).line("Stop with Ctrl-C");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_another_program_is_left_as_it_is() {
    let file = fresh_folder().join("foreign.db");
    let sqlite = format!("sqlite:{}", file.display());
    execute(&sqlite, "CREATE TABLE foo (id INTEGER)").await;
    let before = std::fs::read(&file).unwrap();
    let postgres = empty_postgres().await;
    for (url, table) in [(Some(&sqlite), "foo"), (postgres.as_ref(), "customers")] {
        let Some(url) = url else { continue };
        if table == "customers" {
            execute(url, r#"CREATE TABLE customers (id INTEGER); CREATE TABLE "user" (id INTEGER)"#).await;
        }
        let variables = serving(&[("SIGNET__DATABASE__URL", url)]);
        for command in ["dev", "migrate", "serve"] {
            let data = fresh_folder().join("data");
            let (output, errors) = run(&data, &variables, &[command]);
            assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 1), "{command}: {errors}");
            let told = format!("found another program's table {table}; nothing was written to it");
            assert!(
                errors.starts_with("signet: database.url: ") && errors.contains(&told),
                "{command}: {errors}"
            );
            assert!(!data.exists(), "{command}");
        }
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_newer_release_is_left_to_it() {
    for url in untouched().await {
        let variables = serving(&[("SIGNET__DATABASE__URL", &url)]);
        done(&fresh_folder().join("data"), &variables, "migrate");
        execute(&url, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m0099_future', 0)").await;
        assert!(refused(&variables).contains("the database was migrated by a newer release; use that one"));
        let (output, errors) = run(&fresh_folder().join("data"), &variables, &["migrate"]);
        assert!(
            output.status.code() == Some(1) && errors.contains("by a newer release; use that one"),
            "{errors}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_dev_and_serve_that_start_at_once_one_takes_the_database() {
    for url in untouched().await {
        let data = fresh_folder().join("data");
        let variables = serving(&[("SIGNET__DATABASE__URL", &url)]);
        done(&data, &variables, "migrate");
        let mut both = [
            Running::start(signet(&data, &variables, &["serve"])),
            Running::start(signet(&data, &variables, &["dev"])),
        ];
        let gone = loop {
            if let Some(gone) = both.iter_mut().position(Running::has_ended) {
                break gone;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        };
        let (stays, refusal) = [
            ("Stop with Ctrl-C", "this database belongs to `signet dev`"),
            ("\"serving\"", "found one that serves https://id.test"),
        ][gone];
        both[1 - gone].line(stays);
        both[gone].line(refusal);
    }
}

#[test]
fn a_client_file_that_is_not_there_ends_dev_before_it_makes_anything() {
    let data = fresh_folder().join("data");
    let (output, errors) = run(&data, &[], &["dev", "--client", "/missing.json"]);
    assert!(output.status.code() == Some(1) && errors.contains("/missing.json"), "{errors}");
    assert!(!data.exists());
}

#[test]
fn of_clients_of_ones_own_all_are_right_or_none_is_written() {
    let (data, folder) = (fresh_folder().join("data"), fresh_folder());
    let file = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let good = file(
        "good.json",
        r#"{"client_id": "demo-app", "redirect_uris": ["https://a.test/"], "scopee": "x"}"#,
    );
    let bad = file("bad.json", r#"{"client_id": "other", "redirect_uris": ["nonsense"]}"#);
    let (output, errors) = run(&data, &[], &["dev", "--client", &good, "--client", &bad]);
    assert!(output.status.code() == Some(1) && errors.contains(&format!("signet: {bad}: ")), "{errors}");
    let known = || done(&data, &[], &format!("client list --json --data {}", data.display()));
    assert!(!known().contains("demo-app"), "{}", known());
    let server = Running::start(signet(&data, &[], &["dev", "--json", "--client", &good]));
    let fixture: serde_json::Value = serde_json::from_str(&server.line("\"issuer\":")).unwrap();
    let ids: Vec<_> =
        fixture["clients"].as_array().unwrap().iter().map(|client| client["client_id"].clone()).collect();
    assert_eq!(ids, ["demo-web", "demo-partner", "demo-service", "demo-app"]);
    let told = server.line("ignored");
    assert!(told.contains(&good) && told.contains("scopee"), "{told}");
}
