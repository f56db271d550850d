//! Each kind of mistake, with its message.

use super::{Flag, Folder, Sources, environment, flag, load, refusal, refused};

#[test]
fn every_problem_is_told_at_once() {
    let folder = Folder::new("all");
    let file = Some(folder.write("signet.toml", "[tokens]\naccess = 60\n[tokns]\nid = \"1m\"\n"));
    let mut sources = Sources { file, ..environment(&[("SIGNET__KEYS__RSA_BITS", "1024")]) };
    sources.flags.push(Flag { key: "server.listen", value: "*".to_owned(), name: "--listen" });
    assert_eq!(load(&sources).unwrap_err().problems().len(), 4);
    assert_eq!(
        folder.shorten(&refusal(&sources)),
        "signet.toml:4: tokns: unknown section; the nearest known one is [tokens]\n\
         --listen: server.listen: expected an address with a port, such as 127.0.0.1:8080, [::1]:8080, localhost:8080, \
         or [::]:8080 for every address, found \"*\"\n\
         signet.toml:2: tokens.access: expected a length of time in whole seconds such as \"60s\", \"15m\" or \"14d\", \
         more than zero and at most ten years, found the number 60\n\
         SIGNET__KEYS__RSA_BITS: keys.rsa_bits: expected one of 2048, 3072, 4096, found \"1024\""
    );
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    let folder = Folder::new("unknown");
    assert_eq!(
        folder.refusal("[server]\nlisen = []\n"),
        "signet.toml:2: server.lisen: unknown key; the nearest known one is server.listen"
    );
    assert_eq!(
        folder.refusal("issuer = \"x\"\n"),
        "signet.toml:1: issuer: unknown key; the nearest known one is server.issuer"
    );
    assert_eq!(
        folder.refusal("[redi]\n"),
        "signet.toml:1: redi: unknown section; the nearest known one is [redis]"
    );
    assert_eq!(
        folder.refusal("tokens = 5\n"),
        "signet.toml:1: tokens: expected a section of keys, found a number"
    );
    assert_eq!(
        refused("SIGNET__TOKENS__ACESS", "hunter2"),
        "SIGNET__TOKENS__ACESS: tokens.acess: unknown key; the nearest known one is SIGNET__TOKENS__ACCESS"
    );
    assert_eq!(
        refused("SIGNET__TOKENS__ACCESS_FILE", "/dev/null"),
        "SIGNET__TOKENS__ACCESS_FILE: tokens.access: expected the value itself; only secrets and log.level are read from files"
    );
    assert_eq!(
        refusal(&flag("server.port", "1", "--port")),
        "--port: server.port: unknown key; the nearest known one is server.data"
    );
}

#[test]
fn an_unknown_section_is_told_once() {
    let folder = Folder::new("section");
    assert_eq!(
        folder.refusal("[sever]\nissuer = \"https://id.test\"\nlisten = []\n[log]\nlevle = \"info\"\n"),
        "signet.toml:5: log.levle: unknown key; the nearest known one is log.level\n\
         signet.toml:2: sever: unknown section; the nearest known one is [server]"
    );
}

#[test]
fn every_wrong_item_of_a_list_is_told() {
    let algorithms =
        "SIGNET__KEYS__ALGORITHMS: keys.algorithms: expected one of RS256, ES256, EdDSA, PS256, found";
    assert_eq!(
        refused("SIGNET__KEYS__ALGORITHMS", "RS256,none,HS256"),
        format!("{algorithms} \"none\"\n{algorithms} \"HS256\"")
    );
    let proxies = "SIGNET__SERVER__TRUSTED_PROXIES: server.trusted_proxies: expected";
    assert_eq!(
        refused("SIGNET__SERVER__TRUSTED_PROXIES", "10.0.0.1/8, 10.0.0.1, proxy.test"),
        format!(
            "{proxies} a network without bits beyond its prefix, that is 10.0.0.0/8, found \"10.0.0.1/8\"\n{proxies} an \
             address such as 10.0.0.1 or a network such as 10.0.0.0/8 or fd00::/8, found \"proxy.test\""
        )
    );
    assert_eq!(refused("SIGNET__SERVER__TRUSTED_PROXIES", "0.0.0.0/0, ::/0").lines().count(), 2);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let sources = Sources { file: Some("/nowhere/signet.toml".into()), ..Sources::default() };
    assert_eq!(
        refusal(&sources),
        "/nowhere/signet.toml: expected a configuration file; it cannot be read: No such file or directory (os error 2)"
    );
}

#[test]
fn wrong_types_are_told_from_wrong_values() {
    let folder = Folder::new("types");
    let listed = "expected a list of texts, found the number 1";
    assert_eq!(
        folder.refusal("[server]\ntrusted_proxies = 1\n"),
        format!("signet.toml:2: server.trusted_proxies: {listed}")
    );
    assert_eq!(
        folder.refusal("[keys]\nrsa_bits = \"4096\"\n"),
        "signet.toml:2: keys.rsa_bits: expected one of 2048, 3072, 4096, found \"4096\""
    );
    assert_eq!(
        folder.refusal("[outbound]\nallow_http = \"true\"\n"),
        "signet.toml:2: outbound.allow_http: expected true or false, found \"true\""
    );
    assert_eq!(
        folder.refusal("[database]\nurl = 5\n"),
        "signet.toml:2: database.url: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE or sqlite:PATH, found a number"
    );
    assert_eq!(
        folder.refusal("[password]\nqueue = 1.5\n"),
        "signet.toml:2: password.queue: expected a whole number from 0, found a number with a fraction"
    );
    assert_eq!(
        folder.refusal("[brand]\nname.de = \"x\"\n"),
        "signet.toml:2: brand.name: expected a text without line ends or other control characters, found a table"
    );
}

#[test]
fn values_that_must_not_start_a_server() {
    let mut cases = include_str!("refused.txt").lines().skip(3);
    let mut count = 0;
    while let (Some(variable), Some(message)) = (cases.next(), cases.next()) {
        let (name, value) = variable.split_once('=').unwrap();
        assert_eq!(refused(name, value), format!("{name}: {message}"));
        assert!(cases.next().is_none_or(str::is_empty));
        count += 1;
    }
    assert!(count > 25, "{count} cases were read");
    assert_eq!(
        refused("SIGNET__BRAND__NAME", "a\r\nX-Injected: b"),
        "SIGNET__BRAND__NAME: brand.name: expected a text without line ends or other control characters, found \
         \"a\\r\\nX-Injected: b\""
    );
}

#[test]
fn lives_of_nothing_less_and_absurdly_long_are_refused_for_every_key() {
    let config = load(&Sources::default()).unwrap();
    let lives = config.describe().iter().map(|e| e.key).filter(|key| {
        let rest = [
            "keys.rotate_every",
            "keys.publish_ahead",
            "keys.jwks_max_age",
            "password.wait",
            "server.request_timeout",
            "server.shutdown_grace",
        ];
        key.starts_with("tokens.") || key.starts_with("sessions.") || rest.contains(key)
    });
    for key in lives {
        let name = format!("SIGNET__{}", key.replace('.', "__").to_uppercase());
        for value in ["0s", "-1s", "11y", "60", " ", "soon"] {
            let message = refused(&name, value);
            assert!(message.starts_with(&format!("{name}: {key}: expected a length of time")), "{message}");
            assert!(!message.contains('\n'), "one slip, one line: {message}");
        }
    }
}
