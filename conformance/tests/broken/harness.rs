//! Runs modules against a mock.

use std::sync::Arc;
use std::time::Duration;

use conformance::module::Module;
use conformance::plans;
use conformance::provider::Provider;
use conformance::registration::register;
use conformance::report::ModuleReport;
use conformance::runner::Runner;
use conformance::target::{Target, User};
use conformance::wire::{self, Wire};

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
    let clients = register(&provider, &wire).await.unwrap();
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
