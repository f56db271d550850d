//! A provider in a process of its own, for what starts providers: this test program, which does nothing but answer.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

/// Says where the provider listens; without it nothing listens.
const LISTEN: &str = "CONFORMANCE_TEST_LISTEN";

/// Where one may listen: a port that was free a moment ago.
pub(crate) async fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string()
}

/// What starts it. It must become the provider itself, which `env` does.
pub(crate) fn command(address: &str) -> [String; 6] {
    let program = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    let listen = format!("{LISTEN}={address}");
    let [ignored, exact, test] = ["--ignored", "--exact", "a_provider_that_is_started"].map(str::to_owned);
    ["env".to_owned(), listen, program, ignored, exact, test]
}

/// Answers until the process is ended.
pub(crate) async fn serve() {
    let Ok(address) = std::env::var(LISTEN) else { return };
    let listener = TcpListener::bind(&address).await.unwrap();
    let issuer = Url::parse(&format!("http://{address}")).unwrap();
    let jwks = issuer.join("jwks").unwrap();
    let metadata = json!({ "issuer": issuer, "jwks_uri": jwks });
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(move || async move { Json(metadata) }))
        .route("/jwks", get(|| async { Json(json!({ "keys": [] })) }));
    axum::serve(listener, routes).await.unwrap();
}
