//! `server.admin_listen`: what is the operator's has an address of its own.

use serde_json::Value;

use super::Serving;
use crate::support::databases::fresh_folder;
use crate::support::process::{Running, run, serving, signet};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_has_an_address_of_its_own_whatever_the_issuers_path() {
    let serving = Serving::start(&[("SIGNET__SERVER__ISSUER", "https://id.test/auth")]);
    let begun: Value = serde_json::from_str(&serving.server.line("\"serving\"")).unwrap();
    assert_eq!(begun["listening"], serving.listen);
    assert_eq!(begun["admin_listening"], serving.admin);
    assert!(serving.server.lines("admin_listen: it is not set").is_empty());
    let get = async |address: &str, path: &str| {
        let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get(&serving.admin, "/healthz").await, (200, "ok\n".to_owned()));
    let (status, report) = serving.readiness().await;
    assert_eq!((status, report["status"].as_str()), (200, Some("ready")));
    assert_eq!(get(&serving.listen, "/auth/readyz").await.0, 200);
    // Neither has what is the other's.
    for path in ["/", "/auth/", "/jwks", "/.well-known/openid-configuration", "/authorize"] {
        assert_eq!(get(&serving.admin, path).await.0, 404, "{path}");
    }
}

#[test]
fn serve_warns_where_it_has_none_and_dev_does_not() {
    let data = fresh_folder().join("data");
    assert!(run(&data, &serving(&[]), &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &serving(&[]), &["serve"]));
    let warned: Value = serde_json::from_str(&server.line("server.admin_listen: it is not set")).unwrap();
    assert_eq!(warned["level"], "WARN");
    let dev = Running::start(signet(&fresh_folder().join("data"), &[], &["dev"]));
    dev.line("Stop with Ctrl-C");
    assert!(dev.lines("admin_listen").is_empty());
}

#[test]
fn an_operators_address_in_use_ends_the_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = fresh_folder().join("data");
    let variables = serving(&[("SIGNET__SERVER__ADMIN_LISTEN", &address)]);
    let (output, errors) = run(&data, &variables, &["serve"]);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(&format!("{address} is in use by another program")), "{errors}");
}
