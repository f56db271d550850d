//! What `signet dev` says once it runs.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::model::demo::Demo;
use crate::protocol::issuer::Issuer;

/// What a person reads at every start.
pub(in crate::cli) fn banner(issuer: &Issuer, data: &Path, demo: &Demo, found: bool) -> String {
    let mut text = String::new();
    let known = if found { "found what was there" } else { "made just now" };
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("\nSignet {} is running.\n", env!("CARGO_PKG_VERSION")));
    line(format!("  Issuer     {issuer}"));
    line(format!("  Data       {} ({known})\n", data.display()));
    line("Sign in with a browser; the last page shows the tokens:".to_owned());
    for client in ["demo-web", "demo-partner"] {
        line(format!("  {}", issuer.join(&format!("/dev/sign-in/{client}"))));
    }
    line("\nMails that people would get stay here:".to_owned());
    line(format!("  {}", issuer.join("/dev/mail")));
    line("\nPeople:".to_owned());
    for user in &demo.users {
        let password = user.password.as_deref().unwrap_or("changed since");
        line(format!("  {:<12} password {password}", user.username));
    }
    line("\nClients:".to_owned());
    for client in &demo.clients {
        let word = |name: &str| client.get(name).and_then(Value::as_str);
        let secret = word("client_secret").map_or("public".to_owned(), |secret| format!("secret {secret}"));
        line(format!("  {:<12} {secret}", word("client_id").unwrap_or_default()));
    }
    let secret = demo.client("demo-service").and_then(|client| client.get("client_secret")?.as_str());
    if let Some(secret) = secret {
        line("\nA token for a service:".to_owned());
        line(format!(
            "  curl -s -u 'demo-service:{secret}' -d grant_type=client_credentials {}",
            issuer.join("/token")
        ));
    }
    line("\nStop with Ctrl-C.".to_owned());
    text
}
