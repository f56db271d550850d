//! How the server listens, says that it is ready, is told of changes, and ends.

mod ending;
mod nginx;
mod operator;
mod readiness;
mod reload;

use crate::support::databases::fresh_folder;
use crate::support::process::{Running, run, serving, signet};
use crate::support::programs::free_port;

/// `signet serve` with an operator's address, and where it listens.
struct Serving {
    server: Running,
    listen: String,
    admin: String,
    http: reqwest::Client,
}

impl Serving {
    /// Starts it on a database of its own, with these variables besides.
    fn start(more: &[(&str, &str)]) -> Self {
        let (listen, admin) = (format!("127.0.0.1:{}", free_port()), format!("127.0.0.1:{}", free_port()));
        let addresses =
            [("SIGNET__SERVER__LISTEN", listen.as_str()), ("SIGNET__SERVER__ADMIN_LISTEN", admin.as_str())];
        let variables = serving(&[&addresses, more].concat());
        let data = fresh_folder().join("data");
        let (migrated, errors) = run(&data, &variables, &["migrate"]);
        assert!(migrated.status.success(), "{errors}");
        let server = Running::start(signet(&data, &variables, &["serve"]));
        server.line("\"serving\"");
        Self { server, listen, admin, http: reqwest::Client::new() }
    }

    /// What `/readyz` of the operator's address says.
    async fn readiness(&self) -> (u16, serde_json::Value) {
        let answer = self.http.get(format!("http://{}/readyz", self.admin)).send().await.unwrap();
        (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }
}
