//! `server.admin_listen`: what is the operator's has an address of its own.

use serde_json::Value;

use crate::starting::{Running, run, serving, signet};
use crate::support::databases::fresh_folder;
use crate::support::programs::free_port;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_has_an_address_of_its_own_whatever_the_issuers_path() {
    let data = fresh_folder().join("data");
    let (public, operator) = (free_port(), free_port());
    let (listen, admin) = (format!("127.0.0.1:{public}"), format!("127.0.0.1:{operator}"));
    let variables = [
        ("SIGNET__SERVER__ISSUER", "https://id.test/auth"),
        ("SIGNET__SERVER__LISTEN", listen.as_str()),
        ("SIGNET__SERVER__ADMIN_LISTEN", admin.as_str()),
    ];
    let variables = serving(&variables);
    assert!(run(&data, &variables, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &variables, &["serve"]));
    let begun: Value = serde_json::from_str(&server.line("\"serving\"")).unwrap();
    assert_eq!(
        (&begun["listening"], &begun["admin_listening"]),
        (&listen.clone().into(), &admin.clone().into())
    );
    assert!(server.lines("server.admin_listen").is_empty());
    let get = async |address: &str, path: &str| {
        let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get(&admin, "/healthz").await, (200, "ok\n".to_owned()));
    let (status, report) = get(&admin, "/readyz").await;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((status, &report["status"], &report["schema"]), (200, &"ready".into(), &"ok".into()));
    assert_eq!(get(&listen, "/auth/readyz").await.0, 200);
    // Neither has what is the other's.
    for path in ["/", "/auth/", "/jwks", "/.well-known/openid-configuration", "/authorize"] {
        assert_eq!(get(&admin, path).await.0, 404, "{path}");
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
    let (output, errors) = run(&data, &serving(&[("SIGNET__SERVER__ADMIN_LISTEN", &address)]), &["serve"]);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(&format!("{address} is in use by another program")), "{errors}");
}
