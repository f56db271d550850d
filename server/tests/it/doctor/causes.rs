//! One cause is told once, and what could not be looked at for its sake stands beside it.

use super::deployment::Deployment;
use crate::support::nginx;

#[test]
fn a_database_that_is_away_is_one_finding() {
    let deployment = Deployment::migrated(&[]);
    let away = [("SIGNET__DATABASE__URL", "postgres://u:hunter2@127.0.0.1:1/d")];
    let unmade = ["durability", "schema", "issuer kept", "master key", "signing keys", "upkeep", "audit log"];
    deployment.inside(&away).assert_one_cause("database", &unmade);
}

#[test]
fn a_file_that_is_no_database_or_was_cut_off_is_to_be_restored() {
    let deployment = Deployment::migrated(&[]);
    let file = deployment.data.join("signet.db");
    let whole = std::fs::read(&file).unwrap();
    for wrong in [&b"<html>not what it seems</html>"[..], &whole[..whole.len() / 2], &whole[..300]] {
        std::fs::write(&file, wrong).unwrap();
        let found = deployment.inside(&[]);
        found.assert_one_cause("database", &["schema", "durability", "signing keys"]);
        found.assert_flaw("database", "problem", "`signet restore --from FILE --replace`");
    }
}

#[test]
fn a_database_that_nobody_served_yet_is_sound() {
    let deployment = Deployment::migrated(&[]);
    let found = deployment.inside(&[]);
    found.assert_sound(&["issuer kept", "schema", "audit log"]);
    let about = |check: &str| found.findings.iter().filter(|finding| finding["check"] == check).count();
    assert_eq!((about("issuer kept"), about("signing keys")), (1, 0), "{:#?}", found.findings);
}

#[test]
fn a_server_that_is_down_behind_its_proxy_is_one_finding() {
    let Some(program) = nginx::program() else { return };
    let mut deployment = Deployment::start(&[]);
    let _front = deployment.behind(&program, "", "");
    deployment.stop();
    let unmade = ["addresses", "well-known", "key set", "headers", "cookies", "requests", "client address"];
    let found = deployment.diagnosed();
    found.assert_one_cause("issuer", &unmade);
    found.assert_flaw("issuer", "problem", "start the server");
}

#[test]
fn a_configuration_that_does_not_read_is_named_and_leaves_the_rest_unmade() {
    let deployment = Deployment::migrated(&[]);
    std::fs::write(deployment.folder.join("broken.toml"), "[server\n").unwrap();
    let file = deployment.folder.join("broken.toml");
    let found = deployment.diagnosed_with(&[], &["--inside", "--config", file.to_str().unwrap()]);
    found.assert_one_cause("configuration", &["database", "schema", "exposure", "disk"]);
}
