//! Which source wins, and how values are written in each.

use chrono::TimeDelta;

use super::{Flag, Folder, Sources, environment, flag, load, read, refused};

#[test]
fn the_later_layer_wins() {
    let folder = Folder::new("layers");
    let file = "[tokens]\naccess = \"1m\"\nid = \"1m\"\nservice = \"1m\"\n";
    let variables = [("SIGNET__TOKENS__ID", "2m"), ("SIGNET__TOKENS__SERVICE", "2m")];
    let config = load(&Sources {
        environment: environment(&variables).environment,
        flags: vec![Flag { key: "tokens.id", value: "3m".to_owned(), name: "--id" }],
        ..folder.sources(file)
    })
    .unwrap();
    assert_eq!(config.tokens.code, TimeDelta::seconds(60));
    assert_eq!(config.tokens.access, TimeDelta::minutes(1));
    assert_eq!(config.tokens.service, TimeDelta::minutes(2));
    assert_eq!(config.tokens.id, TimeDelta::minutes(3));
    let origin = |key: &str| folder.shorten(&config.origin(key).unwrap().to_string());
    assert_eq!(origin("tokens.code"), "default");
    assert_eq!(origin("tokens.access"), "signet.toml:2");
    assert_eq!(origin("tokens.service"), "SIGNET__TOKENS__SERVICE");
    assert_eq!(origin("tokens.id"), "--id");
    assert!(config.is_default("tokens.code") && !config.is_default("tokens.access"));
}

#[test]
fn an_empty_variable_leaves_what_the_layers_below_say() {
    let folder = Folder::new("empty-variable");
    let file = folder.sources("[tokens]\naccess = \"1m\"\n[server]\ntrusted_proxies = [\"10.0.0.1\"]\n");
    let variables = [
        ("SIGNET__TOKENS__ACCESS", ""),
        ("SIGNET__TOKENS__CODE", ""),
        ("SIGNET__SERVER__LISTEN", ""),
        ("SIGNET__SERVER__TRUSTED_PROXIES", "[]"),
        ("SIGNET__DATABASE__URL_FILE", ""),
    ];
    let config = load(&Sources { environment: environment(&variables).environment, ..file }).unwrap();
    assert_eq!(config.tokens.access, TimeDelta::minutes(1));
    assert_eq!(config.tokens.code, TimeDelta::seconds(60));
    assert!(config.is_default("server.listen") && config.is_default("database.url"));
    assert!(!config.server.trusted_proxies.contains("10.0.0.1".parse().unwrap()), "[] is the empty list");
}

#[test]
fn a_slip_in_a_layer_that_is_covered_is_no_problem() {
    let folder = Folder::new("covered");
    let file = folder.sources("[tokens]\naccess = \"soon\"\n");
    let environment = environment(&[("SIGNET__TOKENS__ACCESS", "2m")]).environment;
    let config = load(&Sources { environment, ..file }).unwrap();
    assert_eq!(config.tokens.access, TimeDelta::minutes(2));
}

#[test]
fn signet_toml_of_the_working_directory_is_read_where_no_file_is_named() {
    let folder = Folder::new("working-directory");
    let name = |file| {
        let working_directory = Some(folder.0.clone());
        load(&Sources { file, working_directory, ..Sources::default() }).unwrap().brand.name
    };
    assert_eq!(name(None), "Signet");
    folder.write("signet.toml", "[brand]\nname = \"Here\"\n");
    assert_eq!(name(None), "Here");
    let other = folder.write("other.toml", "[brand]\nname = \"There\"\n");
    assert_eq!(name(Some(other)), "There");
}

#[test]
fn relative_paths_of_a_file_start_at_its_folder() {
    let folder = Folder::new("paths");
    let file = folder.sources("[brand]\nlogo = \"logo.png\"\nlogo_dark = \"/dark.png\"\n");
    let environment = environment(&[("SIGNET__OUTBOUND__CA_FILE", "ca.pem")]).environment;
    let config = load(&Sources { environment, ..file }).unwrap();
    assert_eq!(config.brand.logo, Some(folder.0.join("logo.png")));
    assert_eq!(config.brand.logo_dark, Some("/dark.png".into()));
    assert_eq!(config.outbound.ca_file, Some("ca.pem".into()));
}

#[test]
fn lists_come_from_files_and_variables_alike() {
    let folder = Folder::new("lists");
    let both = "10.0.0.1, ::1";
    let proxies = |sources: &Sources| {
        let config = load(sources).unwrap();
        let found = config.describe().iter().find(|one| one.key == "server.trusted_proxies");
        found.unwrap().value.clone()
    };
    for (written, shown) in [
        ("", ""),
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1,::1", both),
        ("10.0.0.1, ::1,", both),
        (r#"["10.0.0.1","::1"]"#, both),
    ] {
        let sources = environment(&[("SIGNET__SERVER__TRUSTED_PROXIES", written)]);
        assert_eq!(proxies(&sources), shown, "{written:?}");
    }
    for (written, shown) in [("[]", ""), ("\"10.0.0.1\"", "10.0.0.1"), ("[\"10.0.0.1\", \"::1\"]", both)] {
        let sources = folder.sources(&format!("[server]\ntrusted_proxies = {written}\n"));
        assert_eq!(proxies(&sources), shown, "{written:?}");
    }
}

#[test]
fn the_item_that_is_wrong_is_the_one_that_is_shown() {
    let message = |value: &str| {
        let message = refused("SIGNET__SERVER__TRUSTED_PROXIES", value);
        message.split_once(", found ").unwrap().1.to_owned()
    };
    assert_eq!(message("::1,,10.0.0.1"), "an empty text");
    assert_eq!(message("::1, proxy"), "\"proxy\"");
    assert_eq!(message("\"::1\""), "\"\\\"::1\\\"\" (leave out the quotes)");
    assert_eq!(message("[1]"), "the number 1");
}

#[test]
fn urls_may_be_read_from_files_and_may_be_empty() {
    let folder = Folder::new("urls");
    let path = folder.write("url", "postgres://signet:hunter2@db.example/signet\n");
    let file = ("SIGNET__DATABASE__URL_FILE", path.to_str().unwrap());
    let config = read(&[file, ("SIGNET__REDIS__URL", "")]);
    let url = config.database_url();
    assert_eq!(url.expose(), "postgres://signet:hunter2@db.example/signet");
    assert!(config.redis.url.is_none());
}

#[test]
fn the_database_lies_in_the_data_directory_where_none_is_named() {
    let config = load(&flag("server.data", "/data", "--data")).unwrap();
    assert_eq!(config.database_url().expose(), "sqlite:/data/signet.db?mode=rwc");
}
