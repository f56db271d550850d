//! The server under test: real boot, real HTTP, with clock and chance replaced.

use std::net::SocketAddr;
use std::sync::Arc;

use axum_server::Handle;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use signet::admin::{self, Office};
use signet::app::Services;
use signet::clock::{Clock, ManualClock, SystemClock, from_millis};
use signet::web::server::Sockets;
use tokio::task::JoinSet;

pub use super::answer::Answer;
pub use super::asking::encode;
pub use super::clients::{API, PARTNER, SERVICE, SPA, WEB, standard_clients};
pub use super::instance::MASTER_KEY;
use super::instance::{START, plan, serve};
use super::invariants::dump;
use super::ledger::Ledger;
use super::{databases, front, invariants, log, programs};

/// On what the server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    /// The embedded default.
    Sqlite,
    /// The shared database.
    Postgres,
    /// With counts and caches in Redis.
    PostgresAndRedis,
    /// The same for two instances that take turns.
    TwoInstances,
}

impl Setup {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Sqlite, Self::Postgres, Self::PostgresAndRedis, Self::TwoInstances];

    /// How many servers share the database.
    fn instances(self) -> usize {
        if self == Self::TwoInstances { 2 } else { 1 }
    }

    /// Whether there is a Redis.
    pub fn has_redis(self) -> bool {
        matches!(self, Self::PostgresAndRedis | Self::TwoInstances)
    }
}

/// A running server, and what tests need to look behind it.
pub struct TestApp {
    pub issuer: String,
    pub clock: Arc<ManualClock>,
    pub services: Arc<Services>,
    pub http: reqwest::Client,
    /// Where requests go.
    pub address: SocketAddr,
    /// Where an instance itself listens, for what no balancer would pass on.
    pub instance: SocketAddr,
    pub user: User,
    pub setup: Setup,
    /// What is looked at when the test is over.
    pub ledger: Ledger,
    handles: Vec<Handle<SocketAddr>>,
    tasks: JoinSet<()>,
    instances: Vec<Arc<Services>>,
}

/// The person every test knows.
pub struct User {
    pub id: String,
    pub username: &'static str,
    pub password: &'static str,
}

/// How a server is started.
#[derive(Default)]
pub struct Options {
    pub flags: Vec<(&'static str, String)>,
    pub issuer: Option<String>,
    pub real_clock: bool,
    pub database_url: Option<String>,
    /// Without background work, which would be counted along.
    pub is_quiet: bool,
}

impl TestApp {
    /// A server in this set-up with the standard clients and user; `None` when its programs are not installed.
    pub async fn start(setup: Setup) -> Option<Self> {
        Self::with(setup, Options::default()).await
    }

    pub async fn with(setup: Setup, options: Options) -> Option<Self> {
        log::start();
        let database_url = match options.database_url.clone() {
            Some(url) => url,
            None => databases::fresh(setup).await?,
        };
        let clock = Arc::new(ManualClock::at(from_millis(START)));
        let present: Arc<dyn Clock> = if options.real_clock { Arc::new(SystemClock) } else { clock.clone() };
        let mut flags = options.flags;
        if setup.has_redis() {
            flags.push(("redis.url", programs::redis()?.to_owned()));
        }
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // One must not be used again in the very moment that the server closes it.
            .pool_idle_timeout(std::time::Duration::from_secs(5));
        let bound = |_| Sockets::bind(&["127.0.0.1:0".parse().unwrap()]).unwrap();
        let sockets: Vec<Sockets> = (0..setup.instances()).map(bound).collect();
        let addresses: Vec<_> = sockets.iter().map(|sockets| sockets.addresses().unwrap()[0]).collect();
        let balancer = if sockets.len() > 1 {
            // A connection for each request: the next one goes to the other instance.
            http = http.pool_max_idle_per_host(0);
            Some(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap())
        } else {
            None
        };
        let address = balancer.as_ref().map_or(addresses[0], |balancer| balancer.local_addr().unwrap());
        let ports: Vec<u16> = addresses.iter().chain([&address]).map(SocketAddr::port).collect();
        let ledger = Ledger::open(&ports, options.database_url.is_none() && !options.real_clock);
        let is_new = options.issuer.is_none() && options.database_url.is_none();
        let issuer = options.issuer.unwrap_or_else(|| format!("http://localhost:{}", address.port()));
        if is_new && setup.has_redis() {
            // Another test may have had this port, and its counts are there for an hour.
            dump::forget(programs::redis()?, &issuer).await.unwrap();
        }
        let (mut handles, mut tasks, mut instances) = (Vec::new(), JoinSet::new(), Vec::new());
        for sockets in sockets {
            let plan = plan(&database_url, &issuer, flags.clone(), present.clone());
            instances.push(serve(plan, sockets, options.is_quiet, &mut handles, &mut tasks).await);
        }
        if let Some(balancer) = balancer {
            tasks.spawn(front::serve(balancer, addresses.iter().copied().zip(instances.clone()).collect()));
        }
        let (instance, services) = (addresses[0], instances[0].clone());
        let http = http.build().unwrap();
        let user = User { id: String::new(), username: "ada", password: "correct horse battery staple" };
        let mut app = Self {
            issuer,
            clock,
            services,
            http,
            address,
            instance,
            user,
            setup,
            ledger,
            handles,
            tasks,
            instances,
        };
        app.seed().await;
        Some(app)
    }

    async fn seed(&mut self) {
        let claims = json!({
            "preferred_username": "ada", "email": "ada@example.com", "email_verified": true,
            "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace", "nickname": "Countess",
            "zoneinfo": "Europe/London", "locale": "en-GB", "birthdate": "1815-12-10",
            "phone_number": "+44 20 7946 0000", "phone_number_verified": false,
            "address": { "formatted": "12 St James's Square\nLondon" }, "password": self.user.password,
        });
        self.user.id = match admin::users::find(&self.office(), "ada").await {
            Ok(account) => account.user.id.to_string(),
            Err(_) => self.add_user(claims).await,
        };
        for client in standard_clients() {
            let id = client["client_id"].as_str().unwrap();
            if let Some(secret) = client["client_secret"].as_str() {
                self.ledger.recorder.knows_client(id, secret);
            }
            if self.services.clients.find(&self.services.db, id).await.unwrap().is_none() {
                self.add_client(client.clone()).await;
            }
        }
    }

    /// An operator's, who sets any password: what tests type is seldom about rules.
    pub fn office(&self) -> Office {
        let mut office = Office::of(&self.services);
        office.password_policy.is_ignored = true;
        office
    }

    pub async fn add_user(&self, claims: Value) -> String {
        let account = admin::users::create(&self.office(), &object(claims)).await.unwrap();
        account.user.id.to_string()
    }

    /// Takes the database away from every instance.
    pub async fn take_store_away(&self) {
        self.ledger.lose_store();
        for services in &self.instances {
            services.db.close().await;
        }
    }

    /// Registers a client, and returns what a registration answers.
    pub async fn add_client(&self, metadata: Value) -> Map<String, Value> {
        let answer =
            object(admin::clients::create(&self.office(), &object(metadata)).await.unwrap().answer());
        if let (Some(id), Some(secret)) = (answer["client_id"].as_str(), answer.get("client_secret")) {
            self.ledger.recorder.knows_client(id, secret.as_str().unwrap_or_default());
        }
        answer
    }

    /// Every server of the set-up.
    pub fn instances(&self) -> &[Arc<Services>] {
        &self.instances
    }

    /// The clock's time as tokens count it.
    pub fn clock_seconds(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// Lets time pass.
    pub fn travel(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// An address of the server, on its real socket.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // A test that has failed already says enough.
        let broken = if std::thread::panicking() { Vec::new() } else { self.broken() };
        for handle in &self.handles {
            handle.shutdown();
        }
        while let Some(ended) = self.tasks.try_join_next() {
            assert!(
                std::thread::panicking() || !ended.is_err_and(|error| error.is_panic()),
                "a task has panicked"
            );
        }
        assert!(broken.is_empty(), "after the test: {}", broken.join("\n"));
    }
}

impl TestApp {
    /// The rules that do not hold now that the test is over.
    fn broken(&self) -> Vec<String> {
        let look = || tokio::runtime::Handle::current().block_on(invariants::broken(self));
        if self.ledger.has_store() { tokio::task::block_in_place(look) } else { Vec::new() }
    }
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}
