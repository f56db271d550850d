//! Real servers with everything that the workers need: clients, people, addresses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::history::Answers;
use super::visitor::Visitor;
use crate::support::app::standard_clients;
use crate::support::databases::fresh_folder;
use crate::support::process::{Running, run, serving, signet};
use crate::support::programs::free_port;

/// On what the servers stand.
pub struct Ground {
    pub database: String,
    pub redis: Option<String>,
    pub instances: usize,
    /// The same database as all instances but the first reach it.
    pub elsewhere: Option<String>,
    pub more: Vec<(&'static str, String)>,
}

impl Ground {
    /// One instance on this database.
    pub fn of(database: String) -> Self {
        Self { database, redis: None, instances: 1, elsewhere: None, more: Vec::new() }
    }

    pub fn with_redis(self, url: String) -> Self {
        Self { redis: Some(url), ..self }
    }

    pub fn with(mut self, key: &'static str, value: &str) -> Self {
        self.more.push((key, value.to_owned()));
        self
    }
}

/// Running instances of `signet serve` on one database, ended with the test.
pub struct Site {
    pub instances: Vec<Instance>,
    pub answers: Arc<Answers>,
    pub database: String,
    data: PathBuf,
    variables: Vec<(String, String)>,
}

pub struct Instance {
    pub server: Running,
    pub base: String,
}

impl Site {
    /// Migrated, with clients, people and the first key; every instance accepts connections.
    pub fn start(ground: &Ground) -> Self {
        let data = fresh_folder().join("data");
        let ports: Vec<u16> = (0..ground.instances).map(|_| free_port()).collect();
        let mut variables = vec![
            ("SIGNET__SERVER__ISSUER".to_owned(), format!("http://localhost:{}", ports[0])),
            ("SIGNET__SERVER__TRUSTED_PROXIES".to_owned(), "127.0.0.1".to_owned()),
            ("SIGNET__DATABASE__URL".to_owned(), ground.database.clone()),
        ];
        variables.extend(ground.redis.iter().map(|url| ("SIGNET__REDIS__URL".to_owned(), url.clone())));
        variables.extend(ground.more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        let mut site = Self {
            instances: Vec::new(),
            answers: Arc::default(),
            database: ground.database.clone(),
            data,
            variables,
        };
        site.command(&["migrate"]);
        site.populate();
        for port in ports {
            let listen = format!("127.0.0.1:{port}");
            let mut more = vec![("SIGNET__SERVER__LISTEN", listen.as_str())];
            if let Some(elsewhere) = ground.elsewhere.as_deref().filter(|_| !site.instances.is_empty()) {
                more.push(("SIGNET__DATABASE__URL", elsewhere));
            }
            let server = Running::start(signet(&site.data, &site.environment(&more), &["serve"]));
            site.instances.push(Instance { server, base: format!("http://{listen}") });
        }
        for instance in &site.instances {
            instance.server.line("\"serving\"");
        }
        site
    }

    fn populate(&self) {
        let marked = json!({
            "client_id": "marked", "client_secret": super::visitor::MARKED_SECRET, "response_types": [],
            "grant_types": ["client_credentials"], "scope": "read", "token_endpoint_auth_method": "client_secret_jwt",
        });
        let needed = standard_clients().into_iter().filter(|client| client["client_id"] != "partner");
        for client in needed.chain([marked]) {
            let file = self.file("client.json", &client.to_string());
            self.command(&["client", "create", "--from", file.to_str().unwrap()]);
        }
        let people = ["ada", "charles"].map(|name| {
            json!({ "preferred_username": name, "email": format!("{name}@example.com"), "password": super::visitor::PASSWORD })
                .to_string()
        });
        let file = self.file("people.ndjson", &people.join("\n"));
        self.command(&["user", "create", "--from", file.to_str().unwrap()]);
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.data.parent().unwrap().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn environment<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let all: Vec<_> = self.variables.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        serving(&[all, more.to_vec()].concat())
    }

    /// What an operator's command answers.
    pub fn command(&self, arguments: &[&str]) -> String {
        let (output, errors) = run(&self.data, &self.environment(&[]), arguments);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Somebody who asks the first instance, from an address of his own.
    pub fn visitor(&self, source: &str) -> Visitor {
        self.visitor_of(0, source)
    }

    pub fn visitor_of(&self, instance: usize, source: &str) -> Visitor {
        Visitor::new(&self.instances[instance].base, source, &self.answers)
    }

    /// The memory of the first instance in MiB, as the kernel counts what is resident.
    pub fn memory(&self) -> f64 {
        let status = Path::new("/proc").join(self.instances[0].server.id().to_string()).join("status");
        let status = std::fs::read_to_string(status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        kib / 1024.0
    }
}
