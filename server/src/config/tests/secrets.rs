//! Secrets are not shown, not shared between purposes, and not empty.

use super::{Folder, environment, load, master_key, read, refusal, refused};

#[test]
fn right_secrets_are_taken_as_they_are_and_never_shown() {
    let key = master_key(1);
    let config = read(&[
        ("SIGNET__SEALING__MASTER_KEY", &key),
        ("SIGNET__DATABASE__URL", "postgres://signet@db.example/signet"),
        ("SIGNET__DATABASE__PASSWORD", " hunter2, $#= "),
        ("SIGNET__REDIS__URL", "redis://:hunter2@cache.example"),
    ]);
    assert_eq!(
        config.database_url().expose(),
        "postgres://signet:%20hunter2%2C%20%24%23%3D%20@db.example/signet"
    );
    let described = serde_json::to_string(config.describe()).unwrap();
    for shown in [format!("{config:?}"), described.clone()] {
        assert!(!shown.contains("hunter2") && !shown.contains(&key), "{shown}");
        assert!(shown.contains("redis://:***@cache.example"), "{shown}");
    }
    let entry = r#"{"key":"sealing.master_key","value":"(hidden)","origin":"SIGNET__SEALING__MASTER_KEY"}"#;
    assert!(described.contains(entry), "{described}");
}

#[test]
fn wrong_secrets_are_told_without_showing_them() {
    let message = refusal(&environment(&[
        ("SIGNET__SEALING__MASTER_KEY", "hunter2"),
        ("SIGNET__SEALING__MASTER_KEY_PREVIOUS", "aHVudGVyMg=="),
        ("SIGNET__SEALING__MASTERKEY", "hunter2"),
        ("SIGNET__DATABASE__URL", "postgres://signet:hunter2/hunter2@db.example/signet"),
        ("SIGNET__REDIS__URL", "hunter2://hunter2"),
    ]));
    let generated = "expected 32 bytes in base64, as `signet key generate-master` makes them";
    assert_eq!(
        message.lines().collect::<Vec<_>>(),
        [
            "SIGNET__SEALING__MASTERKEY: sealing.masterkey: unknown key; the nearest known one is SIGNET__SEALING__MASTER_KEY",
            "SIGNET__DATABASE__URL: database.url: expected special characters of the user name or password \
             percent-encoded in the URL (# as %23, / as %2F, @ as %40, % as %25), or the password by itself under the \
             key `password`, found a text that is not shown",
            "SIGNET__REDIS__URL: redis.url: expected redis://USER:PASSWORD@HOST:PORT/NUMBER, found a text that is not shown",
            &format!(
                "SIGNET__SEALING__MASTER_KEY: sealing.master_key: {generated}; this is not base64, found a text that is not shown"
            ),
            &format!(
                "SIGNET__SEALING__MASTER_KEY_PREVIOUS: sealing.master_key_previous: {generated}; these are 7 bytes, found \
                 a text that is not shown"
            ),
        ]
    );
}

#[test]
fn one_secret_serves_one_purpose() {
    let key = master_key(1);
    let twice = |previous: &str| {
        let variables = [
            ("SIGNET__SEALING__MASTER_KEY", key.as_str()),
            ("SIGNET__SEALING__MASTER_KEY_PREVIOUS", previous),
        ];
        refusal(&environment(&variables))
    };
    let place = "SIGNET__SEALING__MASTER_KEY_PREVIOUS: sealing.master_key_previous";
    assert_eq!(
        twice(&key),
        format!("{place}: expected a secret of its own, found that of sealing.master_key")
    );
    assert_eq!(
        twice(key.trim_end_matches('=')),
        format!("{place}: expected another key than sealing.master_key, found the same")
    );
    let shared = refusal(&environment(&[
        ("SIGNET__SEALING__MASTER_KEY", &key),
        ("SIGNET__REDIS__URL", "redis://cache.example"),
        ("SIGNET__REDIS__PASSWORD", &key),
    ]));
    assert_eq!(
        shared,
        "SIGNET__SEALING__MASTER_KEY: sealing.master_key: expected a secret of its own, found that of redis.password"
    );
}

#[test]
fn an_empty_secret_is_none_and_an_empty_file_that_is_named_for_one_is_a_mistake() {
    let folder = Folder::new("empty-secret");
    let empty = "[database]\npassword = \"\"\n[redis]\npassword = \"\"\n[sealing]\nmaster_key = \"\"\n\
                 master_key_previous = \"\"\n";
    let config = folder.load(empty).unwrap();
    assert!(config.sealing.master_key.is_none() && config.sealing.master_key_previous.is_none());
    let file = folder.write("master.key", "\n");
    assert_eq!(
        refused("SIGNET__SEALING__MASTER_KEY_FILE", file.to_str().unwrap()),
        "SIGNET__SEALING__MASTER_KEY_FILE: sealing.master_key: expected a secret, found an empty file; leave it out \
         where there is none"
    );
    assert!(load(&environment(&[("SIGNET__SEALING__MASTER_KEY", "")])).unwrap().sealing.master_key.is_none());
}

#[test]
fn a_secret_without_what_it_belongs_to_is_a_mistake() {
    let key = master_key(1);
    for (name, value, message) in [
        (
            "SIGNET__DATABASE__PASSWORD",
            "hunter2",
            "database.password: expected database.url to be a postgres URL where there is a database.password",
        ),
        (
            "SIGNET__REDIS__PASSWORD",
            "hunter2",
            "redis.password: expected redis.url without a password beside redis.password",
        ),
        (
            "SIGNET__SEALING__MASTER_KEY_PREVIOUS",
            &key,
            "sealing.master_key_previous: expected sealing.master_key beside it, found none",
        ),
    ] {
        assert_eq!(refused(name, value), format!("{name}: {message}"));
    }
}
