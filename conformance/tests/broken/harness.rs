//! Runs modules against a mock.

use std::sync::Arc;
use std::time::Duration;

use conformance::module::Module;
use conformance::plans;
use conformance::provider::Provider;
use conformance::registration::register;
use conformance::report::ModuleReport;
use conformance::runner::Runner;
use conformance::target::{Client, Target, User};
use conformance::wire::{self, Ask, Wire};
use serde_json::json;

use crate::mock::{self, Mock, Nature};

/// The modules whose `plan/module` is wanted.
pub(crate) fn select(is_wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, Module)> {
    let all = plans::ALL.iter().flat_map(|plan| plan.modules.iter().map(|module| (plan.name, *module)));
    all.filter(|(plan, module)| is_wanted(&format!("{plan}/{}", module.name))).collect()
}

/// Starts a mock, registers clients as a run does, and runs the modules.
pub(crate) async fn run(nature: Nature, modules: &[(&str, Module)]) -> Vec<ModuleReport> {
    let mock = Mock::start(nature).await;
    let http = wire::client(None).unwrap();
    let wire = Wire::new(http.clone());
    let provider = Provider::discover(&mock.issuer, &wire).await.unwrap();
    let mut clients = special(&provider, &wire).await;
    clients.extend(register(&provider, &wire).await.unwrap());
    let user = User {
        username: mock::USERNAME.to_owned(),
        password: mock::PASSWORD.to_owned(),
        claims: mock::claims(),
    };
    let target = Arc::new(Target { issuer: mock.issuer.clone(), clients, users: vec![user] });
    let limit = Duration::from_secs(90);
    let runner = Runner { provider: Arc::new(provider), target, http, jobs: 16, limit };
    runner.run(modules, |_| {}).await
}

/// Clients that a run does not register: a native application on loopback, and one with a redirect URI of its own. They
/// come before the others, and so are the ones that are used.
async fn special(provider: &Provider, wire: &Wire) -> Vec<Client> {
    let grants = ["authorization_code", "refresh_token"];
    let native = json!({
        "redirect_uris": ["http://127.0.0.1/callback"], "application_type": "native", "grant_types": grants,
        "token_endpoint_auth_method": "none",
    });
    let post = json!({
        "redirect_uris": ["https://another.example.com/callback"], "grant_types": grants,
        "token_endpoint_auth_method": "client_secret_post",
    });
    let mut clients = Vec::new();
    for metadata in [native, post] {
        let endpoint = provider.endpoint("registration_endpoint").unwrap();
        let reply = wire.send(Ask::body(endpoint, "application/json", metadata.to_string())).await.unwrap();
        clients.push(serde_json::from_str(&reply.body).unwrap());
    }
    clients
}
