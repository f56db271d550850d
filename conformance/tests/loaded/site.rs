//! A mock with clients and a person, as a library call and as a target file.

use std::path::PathBuf;
use std::sync::Arc;

use conformance::load::gate;
use conformance::load::stage::{Ground, Manners};
use conformance::provider::Provider;
use conformance::registration::register;
use conformance::target::{Client, Role, Target, User};
use conformance::wire::{self, Wire};
use serde_json::{Value, json};

use crate::mock::{self, Mock, Nature};

pub(crate) struct Site {
    mock: Mock,
    clients: Vec<Client>,
    pub(crate) user: User,
    folder: PathBuf,
}

impl Site {
    pub(crate) async fn of(nature: Nature) -> Self {
        let mock = Mock::start(nature).await;
        let wire = Wire::new(wire::client(None).unwrap());
        let provider = Provider::discover(&mock.issuer, &wire).await.unwrap();
        let clients = register(&provider, &wire).await.unwrap();
        let user = User {
            username: mock::USERNAME.to_owned(),
            password: mock::PASSWORD.to_owned(),
            claims: mock::claims(),
        };
        let port = mock.issuer.rsplit(':').next().unwrap();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{port}"));
        std::fs::create_dir_all(&folder).unwrap();
        Self { mock, clients, user, folder }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.mock.issuer
    }

    pub(crate) fn web(&self) -> Client {
        self.target().client(Role::Web).unwrap().clone()
    }

    pub(crate) fn service(&self) -> Client {
        self.target().client(Role::Service).unwrap().clone()
    }

    /// Whether the gate lets it pass.
    pub(crate) async fn gate(&self) -> anyhow::Result<()> {
        let mut ground = Ground::discover(self.target(), &Manners::default()).await?;
        // The mock gives refresh tokens only to whoever asked for consent (OpenID Connect Core 11); loads do not ask.
        let authorize = format!("{}/authorize?prompt=consent", self.issuer());
        let provider = Arc::get_mut(&mut ground.provider).unwrap();
        provider.metadata["authorization_endpoint"] = json!(authorize);
        let stage = Arc::new(ground).stage(Role::Web, None)?;
        gate::passes(&stage, self.user.clone()).await
    }

    /// Writes a target file, changed, and tells its name.
    pub(crate) fn write_as(&self, name: &str, change: impl FnOnce(&mut Value)) -> String {
        let user = json!({ "username": self.user.username, "password": self.user.password });
        let mut target = json!({
            "issuer": self.issuer(), "pid": std::process::id(), "clients": self.clients, "users": [user],
        });
        change(&mut target);
        self.file(name, &target.to_string())
    }

    /// Writes a file, and tells its name.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let file = self.name(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    /// The name of a file that may be written.
    pub(crate) fn name(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    fn target(&self) -> Target {
        let users = vec![self.user.clone()];
        Target { issuer: self.issuer().to_owned(), clients: self.clients.clone(), users }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
