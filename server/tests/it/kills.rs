//! Killed at any moment, the server loses nothing it has acknowledged. `SIGNET_TEST_KILLS=50` for the long run.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::support::authorization::{CHALLENGE, VERIFIER};
use crate::support::browser::attribute;
use crate::support::{Setup, databases};

const REDIRECT: &str = "http://127.0.0.1:1/callback";

/// A running `signet dev`, killed with the test.
struct Process {
    child: Child,
    fixture: Value,
}

impl Process {
    fn start(data: &Path, database: Option<&str>, port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
        command.args(["dev", "--json", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(data);
        command.env("SIGNET__KEYS__RSA_BITS", "2048").env("SIGNET__LOG__LEVEL", "error");
        if let Some(database) = database {
            command.env("SIGNET__DATABASE__URL", database);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let fixture =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("the server did not start: {line}"));
        Self { child, fixture }
    }

    fn base(&self) -> String {
        self.fixture["issuer"].as_str().unwrap().replace("localhost", "127.0.0.1")
    }

    /// SIGKILL: no chance to tidy up.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signs in as the demo's user, and returns the chain's first refresh token.
async fn sign_in(http: &reqwest::Client, server: &Process) -> String {
    let base = server.base();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("response_type", "code"),
            ("client_id", "demo-app"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid offline_access"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let parked = http.get(format!("{base}/authorize?{query}")).send().await.unwrap();
    let cookie = parked.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let login = format!("{base}{}", parked.headers()["location"].to_str().unwrap());
    let page = http.get(&login).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    let hidden = |name: &str| {
        let input = page.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).unwrap();
        attribute(input, "value").unwrap()
    };
    let user = &server.fixture["users"][0];
    let form = [
        ("transaction", hidden("transaction")),
        ("csrf", hidden("csrf")),
        ("username", user["username"].as_str().unwrap().to_owned()),
        ("password", user["password"].as_str().unwrap().to_owned()),
    ];
    let back = http.post(format!("{base}/login")).header("cookie", &cookie).form(&form).send().await.unwrap();
    let back = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "demo-app"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    let reply = http.post(format!("{base}/token")).form(&form).send().await.unwrap();
    let tokens: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    tokens["refresh_token"].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned()
}

/// The successor, or `None` when no reply came.
async fn refresh(http: &reqwest::Client, base: &str, token: &str) -> Option<Result<String, Value>> {
    let form = [("grant_type", "refresh_token"), ("client_id", "demo-app"), ("refresh_token", token)];
    let reply = http.post(format!("{base}/token")).form(&form).send().await.ok()?;
    let (status, body) = (reply.status(), reply.text().await.ok()?);
    let body: Value = serde_json::from_str(&body).ok()?;
    Some(if status == 200 { Ok(body["refresh_token"].as_str().unwrap().to_owned()) } else { Err(body) })
}

async fn nothing_acknowledged_is_lost(setup: Setup) {
    let database = match setup {
        Setup::Sqlite => None,
        _ => match databases::empty_postgres().await {
            Some(url) => Some(url),
            None => return,
        },
    };
    let kills: u64 = std::env::var("SIGNET_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let data = databases::fresh_folder();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("kills/1")
        .build()
        .unwrap();
    let mut server = Process::start(&data, database.as_deref(), port);
    let mut chains = Vec::new();
    for _ in 0..4 {
        chains.push(sign_in(&http, &server).await);
    }
    for round in 0..kills {
        let over = Arc::new(AtomicBool::new(false));
        let base = server.base();
        let load: Vec<_> = chains
            .drain(..)
            .map(|mut token| {
                let (http, base, over) = (http.clone(), base.clone(), Arc::clone(&over));
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        match refresh(&http, &base, &token).await {
                            Some(Ok(next)) => token = next,
                            Some(Err(body)) => panic!("refused while the server runs: {body}"),
                            None => break,
                        }
                    }
                    token
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(40 + round * 137 % 400)).await;
        server.kill();
        over.store(true, Ordering::Relaxed);
        for chain in load {
            chains.push(chain.await.unwrap());
        }
        server = Process::start(&data, database.as_deref(), port);
        for token in &mut chains {
            let next = refresh(&http, &server.base(), token).await.expect("the server runs");
            *token =
                next.unwrap_or_else(|body| panic!("round {round}: an acknowledged token is refused: {body}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    nothing_acknowledged_is_lost(Setup::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_postgres() {
    nothing_acknowledged_is_lost(Setup::Postgres).await;
}
