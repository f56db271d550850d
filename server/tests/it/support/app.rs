//! The server under test: real boot, real HTTP, with clock and chance replaced.

use std::net::SocketAddr;
use std::sync::Arc;

use axum_server::Handle;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use signet::admin::{self, Office};
use signet::app::Services;
use signet::boot::{self, Plan};
use signet::clock::{Clock, ManualClock, SystemClock, from_millis};
use signet::config::{self, Flag, Sources};
use signet::entropy::SystemEntropy;
use signet::sealing::master_key::MasterKey;
use signet::store::schema;
use signet::upkeep;
use signet::web::Site;
use signet::web::server::Sockets;
use tokio::task::JoinSet;

pub use super::answer::Answer;
pub use super::clients::{API, PARTNER, SERVICE, SPA, WEB, standard_clients};
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

/// 2026-01-01T00:00:00Z
const START: i64 = 1_767_225_600_000;
pub const MASTER_KEY: &str = "3q2+78r+ur4AESIzRFVmd4iZqrvM3e7/ABEiM0RVZnc=";

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
        let issuer = options.issuer.unwrap_or_else(|| format!("http://localhost:{}", address.port()));
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

    pub fn office(&self) -> Office {
        Office::of(&self.services)
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

    /// POSTs a form as `client` (id and secret by Basic, or a public client's id in the body).
    pub async fn post(&self, path: &str, client: (&str, Option<&str>), form: &[(&str, &str)]) -> Answer {
        let mut form: Vec<(&str, &str)> = form.to_vec();
        let mut request = self.http.post(self.at(path)).header("user-agent", "test-client/1");
        match client {
            (id, Some(secret)) => request = request.basic_auth(encode(id), Some(encode(secret))),
            (id, None) => form.push(("client_id", id)),
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.body(body).send().await.unwrap()).await
    }

    pub async fn token(&self, client: (&str, Option<&str>), form: &[(&str, &str)]) -> Answer {
        self.post("/token", client, form).await
    }

    pub async fn introspect(&self, client: (&str, Option<&str>), token: &str) -> Value {
        let answer = self.post("/introspect", client, &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = self.http.get(self.at("/userinfo")).bearer_auth(token);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.at(path)).send().await.unwrap()).await
    }

    /// The kinds of the audit events so far, newest first.
    pub async fn events(&self) -> Vec<(String, Option<String>)> {
        let filter = signet::store::auth_events::Filter { limit: 1000, ..Default::default() };
        let rows = signet::store::auth_events::list(self.services.db.reader(), &filter).await.unwrap();
        rows.into_iter().map(|entry| (entry.event.kind, entry.event.reason)).collect()
    }

    pub async fn count_events(&self, kind: &str) -> usize {
        self.events().await.iter().filter(|(known, _)| known == kind).count()
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

/// Starts an instance.
async fn serve(
    plan: Plan,
    sockets: Sockets,
    is_quiet: bool,
    handles: &mut Vec<Handle<SocketAddr>>,
    tasks: &mut JoinSet<()>,
) -> Arc<Services> {
    let office = boot::office(&plan).await.unwrap();
    let services = boot::services(plan, office, None).await.unwrap();
    let brand = boot::brand(&services.config).unwrap();
    let handle = Handle::new();
    if !is_quiet {
        let mut upkeep = upkeep::start(&services);
        tasks.spawn(async move {
            while let Some(ended) = upkeep.join_next().await {
                ended.expect("no chore panics");
            }
        });
    }
    let served = sockets.serve(Site::new(services.clone(), brand), None, handle.clone());
    tasks.spawn(async move { served.await.unwrap() });
    handles.push(handle);
    services
}

/// As ids and secrets go into Basic credentials (RFC 6749 section 2.3.1).
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

fn plan(database_url: &str, issuer: &str, flags: Vec<(&'static str, String)>, clock: Arc<dyn Clock>) -> Plan {
    let flag = |(key, value)| Flag { key, value, name: "--test" };
    let mut all = vec![
        ("database.url", database_url.to_owned()),
        ("keys.rsa_bits", "2048".to_owned()),
        ("server.issuer", issuer.to_owned()),
        // A test may fail often; those of the limit set their own.
        ("limits.client_auth", "1000/1m".to_owned()),
    ];
    all.retain(|(key, _)| !flags.iter().any(|(set, _)| set == key));
    all.extend(flags);
    let sources = Sources { flags: all.into_iter().map(flag).collect(), ..Sources::default() };
    let config = config::load(&sources).unwrap_or_else(|errors| panic!("{errors}"));
    Plan {
        issuer: issuer.parse().unwrap(),
        config,
        is_dev: false,
        master_key: MasterKey::parse(MASTER_KEY).unwrap(),
        previous_master_key: None,
        clock,
        entropy: Arc::new(SystemEntropy),
    }
}

/// Migrates a database and makes its keys: what each test then copies.
pub async fn prepare_template(database_url: &str) {
    let clock = Arc::new(ManualClock::at(from_millis(START)));
    let plan = plan(database_url, "http://localhost:1", Vec::new(), clock);
    schema::migrate(database_url, plan.clock.now()).await.unwrap();
    let office = boot::office(&plan).await.unwrap();
    admin::keys::keep_up(&office).await.unwrap();
    office.db.close().await;
}
