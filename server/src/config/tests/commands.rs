//! What `serve` and `dev` need.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{environment, master_key};
use crate::config::{Check, Config, load_checked};

fn checked(variables: &[(&str, &str)], check: Check) -> Result<(), String> {
    let done = load_checked(&environment(variables), &[check]);
    done.map(drop).map_err(|problems| problems.to_string())
}

fn serve(variables: &[(&str, &str)]) -> Result<(), String> {
    checked(variables, Config::check_serve)
}

fn dev(variables: &[(&str, &str)]) -> Result<(), String> {
    checked(variables, Config::check_dev)
}

const ISSUER: (&str, &str) = ("SIGNET__SERVER__ISSUER", "https://id.example.com");

#[test]
fn serve_needs_an_issuer_and_a_master_key() {
    assert_eq!(
        serve(&[]).unwrap_err(),
        "server.issuer: expected the public https URL of this provider, found none; set SIGNET__SERVER__ISSUER\n\
         sealing.master_key: expected 32 bytes in base64, as `signet key generate-master` makes them, found none; set \
         SIGNET__SEALING__MASTER_KEY or SIGNET__SEALING__MASTER_KEY_FILE"
    );
    let key = master_key(1);
    let everywhere = ("SIGNET__SERVER__LISTEN", "[::]:8080");
    assert_eq!(serve(&[ISSUER, everywhere, ("SIGNET__SEALING__MASTER_KEY", &key)]), Ok(()));
}

#[test]
fn what_serve_lacks_is_told_beside_what_is_wrong_and_a_key_is_told_once() {
    let told = serve(&[("SIGNET__SERVER__ISSUER", "id.example.com"), ("SIGNET__TOKENS__ACCESS", "soon")]);
    let told = told.unwrap_err();
    let keys: Vec<_> =
        told.lines().map(|line| line.split(": ").find(|part| part.contains('.')).unwrap()).collect();
    assert_eq!(keys, ["server.issuer", "tokens.access", "sealing.master_key"], "{told}");
}

#[test]
fn serve_refuses_a_master_key_that_nobody_drew() {
    for made_up in [[0; 32], *b"changemechangemechangemechangeme"] {
        let key = STANDARD.encode(made_up);
        assert_eq!(
            serve(&[ISSUER, ("SIGNET__SEALING__MASTER_KEY", &key)]).unwrap_err(),
            "SIGNET__SEALING__MASTER_KEY: sealing.master_key: expected 32 random bytes, found a sample or a text; use \
             `signet key generate-master`"
        );
    }
}

#[test]
fn dev_stays_on_this_machine_unless_it_is_told_how_it_is_reached() {
    assert_eq!(dev(&[]), Ok(()));
    let listen = ("SIGNET__SERVER__LISTEN", "localhost:0, 0.0.0.0:8080");
    assert_eq!(
        dev(&[listen]).unwrap_err(),
        "SIGNET__SERVER__LISTEN: server.listen: expected a loopback address such as localhost:8080, found \
         0.0.0.0:8080; beyond loopback set server.issuer too"
    );
    assert_eq!(dev(&[listen, ISSUER]), Ok(()));
}
