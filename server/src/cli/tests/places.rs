//! Finding the database and its master key, or saying what is missing.

use super::{Shell, master_key_file};

#[tokio::test]
async fn what_is_not_there_is_not_made_by_looking() {
    let shell = Shell::empty();
    let dir = shell.dir.display();
    let expected = format!(
        "signet: there is no database at {dir}/signet.db; `signet migrate --data {dir}` makes one, `signet dev` its own\n"
    );
    for command in [&["user", "list"][..], &["client", "list"], &["audit", "list"], &["key", "rotate"]] {
        assert_eq!(shell.refusal(command).await, expected, "{command:?}");
    }
    std::fs::remove_dir(&shell.dir).unwrap();
    assert_eq!(shell.refusal(&["client", "list"]).await, expected);
    assert!(!shell.dir.exists());
}

#[tokio::test]
async fn what_nobody_sealed_is_read_without_the_master_key() {
    let shell = Shell::dev().await;
    shell.json(&["user", "create", "--username", "ada"]).await;
    std::fs::remove_file(master_key_file(&shell.dir)).unwrap();
    for command in
        [&["client", "list"][..], &["client", "show", "ticker"], &["user", "list"], &["user", "show", "ada"]]
    {
        shell.json(command).await;
    }
    assert_eq!(shell.json(&["audit", "list"]).await.as_array().unwrap().len(), 1);
    assert!(
        shell.refusal(&["user", "suspend", "ada"]).await.contains("expected the master key of this database")
    );
}

#[tokio::test]
async fn a_dev_directory_whose_data_lies_elsewhere_is_not_told_to_make_a_database() {
    let shell = Shell::empty();
    std::fs::write(master_key_file(&shell.dir), "LCBRPlKHkkU6c3FmXPkOzCY5SrrFOw8VNpv3fdrWcRo=").unwrap();
    shell.write("demo.json", "{}");
    for command in [&["client", "list"][..], &["migrate"]] {
        let told = shell.refusal(command).await;
        assert!(
            told.contains("set SIGNET__DATABASE__URL here too") && !told.contains("signet migrate"),
            "{told}"
        );
    }
    assert!(!shell.path("signet.db").exists());
}

#[tokio::test]
async fn a_directory_with_a_database_and_another_database_beside_it_are_refused() {
    let mut shell = Shell::dev().await;
    let other = shell.path("elsewhere.db");
    let url = format!("sqlite:{}", other.display());
    shell.json(&["user", "create", "--username", "charles"]).await;
    shell.set("SIGNET__DATABASE__URL", &url);
    for command in [&["user", "delete", "charles"][..], &["client", "list"], &["migrate"]] {
        assert_eq!(
            shell.refusal(command).await,
            format!(
                "signet: SIGNET__DATABASE__URL: database.url: expected one database, found {url}, and by --data \
                 {0}/signet.db; leave out one of the two\n",
                shell.dir.display()
            )
        );
    }
    assert!(!other.exists());
    // The same one twice is one, and a directory without a database of its own holds the master key alone.
    shell.environment.clear();
    shell.set("SIGNET__DATABASE__URL", &format!("sqlite:{}", shell.path("./signet.db").display()));
    shell.json(&["user", "show", "charles"]).await;
    std::fs::rename(shell.path("signet.db"), &other).unwrap();
    shell.environment.clear();
    shell.set("SIGNET__DATABASE__URL", &url);
    shell.json(&["user", "suspend", "charles"]).await;
}

#[tokio::test]
async fn a_directory_may_be_called_what_a_url_would_read_otherwise() {
    let mut shell = Shell::dev().await;
    let named = shell.path("50% of?it #1 %20");
    std::fs::create_dir(&named).unwrap();
    std::fs::rename(master_key_file(&shell.dir), master_key_file(&named)).unwrap();
    let outer = std::mem::replace(&mut shell.dir, named);
    shell.json(&["migrate"]).await;
    assert!(shell.path("signet.db").exists(), "the file lies where it was asked for");
    shell.json(&["user", "create", "--email", "ada@example.com"]).await;
    let done = shell.run(&["user", "list"]).await;
    assert!(done.output.contains("ada@example.com"), "{done:?}");
    shell.dir = outer;
}

#[tokio::test]
async fn a_postgres_that_is_away_is_told_by_the_key_without_the_password() {
    let mut shell = Shell::empty();
    shell.set("SIGNET__DATABASE__URL", "postgres://signet:hunter2@127.0.0.1:1/signet");
    let why = "signet: database.url: postgres://signet:***@127.0.0.1:1/signet: the connection to 127.0.0.1:1 was \
               refused: no PostgreSQL listens there\n";
    for command in [&["client", "list"][..], &["migrate"]] {
        assert_eq!(shell.refusal(command).await, why);
    }
}

#[tokio::test]
async fn files_that_the_configuration_names_are_looked_at() {
    let shell = Shell::empty();
    let text = shell.write("text", "hello");
    shell.write(
        "signet.toml",
        "[server]\ntls_certificate = \"none.crt\"\ntls_key = \"text\"\n[brand]\nlogo = \"text\"\nlogo_dark = \".\"\n\
         [outbound]\nca_file = \"text\"\n[tokens]\naccess = \"soon\"\n",
    );
    let done = shell.bare(&["check-config"], "").await;
    for lacking in ["\nsignet: server.issuer: ", "\nsignet: sealing.master_key: "] {
        assert!(done.errors.contains(lacking), "{}", done.errors);
    }
    let (dir, lines) = (shell.dir.display(), done.errors.lines().collect::<Vec<_>>());
    assert_eq!((done.code, lines.len()), (1, 8), "{lines:#?}");
    assert!(lines[0].contains("tokens.access"));
    for (line, expected) in [
        (
            1,
            format!(
                "server.tls_certificate: expected a certificate chain in PEM in {dir}/none.crt; it cannot be read"
            ),
        ),
        (
            2,
            "server.tls_key: expected the certificate's private key in PEM, without a passphrase, in "
                .to_owned(),
        ),
        (3, format!("outbound.ca_file: expected certificates in PEM in {text}; found none")),
        (4, format!("brand.logo: expected a PNG, JPEG, WebP or SVG picture in {text}; found something else")),
        (
            5,
            format!(
                "brand.logo_dark: expected a PNG, JPEG, WebP or SVG picture in {dir}/.; it cannot be read"
            ),
        ),
    ] {
        assert!(lines[line].contains(&expected), "{} / {expected}", lines[line]);
    }
}

#[tokio::test]
async fn what_serve_would_refuse_or_warn_of_is_told() {
    let mut shell = Shell::empty();
    for (name, value, told) in [
        (
            "SERVER__LISTEN",
            "127.0.0.1:99,127.0.0.1:99",
            "server.listen: expected each port once, found 127.0.0.1:99 beside",
        ),
        ("SERVER__LISTEN", "0.0.0.0:99,127.0.0.1:99", "found 127.0.0.1:99 beside 0.0.0.0:99"),
        ("SERVER__LISTEN", "localhost:99,[::1]:99", "found [::1]:99 beside localhost:99"),
        ("DATABASE__URL", "sqlite::memory:", "sqlite:PATH, found"),
        (
            "SERVER__ADMIN_LISTEN",
            "127.0.0.1:8080",
            "server.admin_listen: expected an address apart from server.listen, found 127.0.0.1:8080",
        ),
    ] {
        shell.environment.clear();
        shell.set(&format!("SIGNET__{name}"), value);
        let done = shell.bare(&["check-config"], "").await;
        assert!(done.errors.contains(told), "{told} / {}", done.errors);
    }
    shell.environment.clear();
    shell.set("SIGNET__SERVER__LISTEN", "0.0.0.0:99,[::1]:99,127.0.0.1:0,127.0.0.1:0");
    let done = shell.bare(&["check-config"], "").await;
    assert!(!done.errors.contains("server.listen") && !done.errors.contains("warning"), "{}", done.errors);
    shell.write(
        "signet.toml",
        "[security_txt]\ncontact = [\"mailto:a@b.example\"]\nexpires = \"2020-01-01T00:00:00Z\"\n",
    );
    let done = shell.bare(&["check-config"], "").await;
    assert!(
        done.errors.contains(
            "signet.toml:3: security_txt.expires: expected a time to come, found 2020-01-01T00:00:00Z"
        ),
        "{}",
        done.errors
    );
}

#[tokio::test]
async fn what_a_broken_file_may_hold_is_not_called_missing() {
    let shell = Shell::empty();
    shell.write("signet.toml", "[server\nissuer = \"https://id.example.com\"\n");
    let done = shell.bare(&["check-config"], "").await;
    assert_eq!((done.code, done.errors.lines().count()), (1, 1), "{}", done.errors);
    assert!(done.errors.contains("signet.toml:1: expected TOML: "), "{}", done.errors);
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
        told.contains("lacks 10 steps of this release (m0001_schema, ")
            && told.contains("`signet migrate --data"),
        "{told}"
    );
    assert!(!std::fs::read(&db).unwrap().windows(6).any(|window| window == b"CREATE"), "no table was made");
}

#[tokio::test]
async fn a_missing_or_broken_master_key_is_told_with_what_to_do() {
    let shell = Shell::dev().await;
    std::fs::write(master_key_file(&shell.dir), "hunter2").unwrap();
    let told = shell.refusal(&["key", "list"]).await;
    assert!(told.contains("master.key: the master key is not base64") && !told.contains("hunter2"), "{told}");
    std::fs::remove_file(master_key_file(&shell.dir)).unwrap();
    let told = shell.refusal(&["key", "list"]).await;
    assert!(
        told.starts_with("signet: expected the master key of this database: 32 bytes in base64"),
        "{told}"
    );
}

#[tokio::test]
async fn a_wrong_master_key_changes_nothing() {
    let mut shell = Shell::dev().await;
    shell.json(&["key", "list"]).await;
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
    let done = run(&shell, &["key", "list"]).await;
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
