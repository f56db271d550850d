//! `signet check-config`: all that is wrong is told at once, to people and to programs.

use serde_json::{Value, json};

use super::Shell;

#[tokio::test]
async fn programs_get_a_list_of_what_is_wrong_and_what_to_do() {
    let mut shell = Shell::empty();
    let file = shell.write("signet.toml", "[sever]\nissuer = \"https://id.test\"\n");
    shell.set("SIGNET__KEYS__ALGORITHMS", "RS256,none,HS256");
    shell.set("SIGNET__AUDIT__RETENTION", "1s");
    let done = shell.bare(&["check-config", "--json"], "").await;
    assert_eq!((done.code, done.errors.lines().count()), (1, 1), "{done:?}");
    let told: Value = serde_json::from_str(&done.errors).unwrap();
    assert_eq!(told["error"], "invalid_configuration");
    let problems = told["problems"].as_array().unwrap();
    let keys: Vec<&str> = problems.iter().map(|problem| problem["key"].as_str().unwrap()).collect();
    assert_eq!(
        keys,
        [
            "sever",
            "keys.algorithms",
            "keys.algorithms",
            "audit.retention",
            "server.issuer",
            "sealing.master_key"
        ]
    );
    let section = json!({
        "key": "sever", "origin": format!("{file}:2"),
        "problem": "unknown section; the nearest known one is [server]", "fix": format!("correct sever in {file}:2"),
    });
    assert_eq!(problems[0], section);
    assert_eq!(problems[2]["fix"], "correct keys.algorithms in SIGNET__KEYS__ALGORITHMS");
    assert!(problems[2]["problem"].as_str().unwrap().ends_with("found \"HS256\""), "{told}");
    assert_eq!(problems[4]["origin"], json!(null));
    let fix = problems[4]["fix"].as_str().unwrap();
    assert_eq!(fix, "set server.issuer, by SIGNET__SERVER__ISSUER or in the configuration file");
}

#[tokio::test]
async fn half_of_a_pair_that_is_not_there_either_is_told_as_both() {
    let shell = Shell::empty();
    shell.write("signet.toml", "[server]\ntls_certificate = \"none.crt\"\n");
    let done = shell.bare(&["check-config"], "").await;
    let dir = shell.dir.display();
    for words in [
        "server.tls_certificate: expected server.tls_certificate and server.tls_key together, found one alone".to_owned(),
        format!("server.tls_certificate: expected a certificate chain in PEM in {dir}/none.crt; it cannot be read"),
    ] {
        assert_eq!(done.errors.matches(&words).count(), 1, "{words}: {}", done.errors);
    }
}
