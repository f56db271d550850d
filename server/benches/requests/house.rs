//! The server under the benches: the real boot on a SQLite file of its own, without sockets.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use signet::admin::{self, Office};
use signet::app::Services;
use signet::boot::{self, Plan};
use signet::clock::{Clock as _, SystemClock};
use signet::config::{self, Flag, Sources};
use signet::entropy::SystemEntropy;
use signet::sealing::master_key::MasterKey;
use signet::store::schema;
use signet::web::{self, Site};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const ISSUER: &str = "https://id.example.com";

/// Who signs in.
pub(crate) const PERSON: (&str, &str) = ("ada", "Correct-horse-42-battery");

/// The clients of `conformance load`.
const CLIENTS: [&str; 7] = [
    include_str!("../../../conformance/load/clients/rs.json"),
    include_str!("../../../conformance/load/clients/svc-es256.json"),
    include_str!("../../../conformance/load/clients/svc-opaque.json"),
    include_str!("../../../conformance/load/clients/svc-rs256.json"),
    include_str!("../../../conformance/load/clients/web-es256.json"),
    include_str!("../../../conformance/load/clients/web-jwt.json"),
    include_str!("../../../conformance/load/clients/web-rs256.json"),
];

/// A server with its clients and one person.
pub(crate) struct House {
    runtime: Runtime,
    router: Router,
    services: Arc<Services>,
    folder: PathBuf,
    /// The `Authorization` header of each client.
    proofs: HashMap<String, String>,
}

/// What came back, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl House {
    pub(crate) fn build() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = std::env::temp_dir().join(format!("signet-requests-{}", std::process::id()));
        let services = runtime.block_on(services(&folder));
        let brand = boot::brand(&services.config).unwrap();
        let router = web::router(Site::new(Arc::clone(&services), brand));
        let proofs = runtime.block_on(seed(&Office::of(&services)));
        Self { runtime, router, services, folder, proofs }
    }

    /// Sends a request, and waits for all of its answer.
    pub(crate) fn ask(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 50_000))));
        self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
    }

    /// POSTs a form as this client.
    pub(crate) fn post(&self, path: &str, client: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(AUTHORIZATION, &self.proofs[client])
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(encoded(form))).unwrap())
    }

    /// Ends it, and removes what it left on the disk.
    pub(crate) fn close(self) {
        self.runtime.block_on(self.services.db.close());
        std::fs::remove_dir_all(self.folder).unwrap();
    }
}

impl Answer {
    /// The body of a request that went well.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A text of that body.
    pub(crate) fn text(&self, name: &str) -> String {
        let body = self.json();
        body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
    }
}

/// A form as a body or a query.
pub(crate) fn encoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

async fn services(folder: &std::path::Path) -> Arc<Services> {
    let flag = |key, value: &str| Flag { key, value: value.to_owned(), name: "--bench" };
    let database = format!("sqlite:{}", folder.join("signet.db").display());
    let flags =
        vec![flag("database.url", &database), flag("server.issuer", ISSUER), flag("keys.rsa_bits", "2048")];
    let plan = Plan {
        config: config::load(&Sources { flags, ..Sources::default() }).unwrap(),
        issuer: ISSUER.parse().unwrap(),
        is_dev: false,
        master_key: MasterKey::generate(&SystemEntropy),
        previous_master_key: None,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    };
    schema::migrate(&database, SystemClock.now()).await.unwrap();
    let office = boot::office(&plan).await.unwrap();
    boot::services(plan, office, None).await.unwrap()
}

/// Registers everybody, and tells how each client proves who it is.
async fn seed(office: &Office) -> HashMap<String, String> {
    let person = json!({ "preferred_username": PERSON.0, "password": PERSON.1, "email": "ada@example.com" });
    admin::users::create(office, person.as_object().unwrap()).await.unwrap();
    let mut proofs = HashMap::new();
    for client in CLIENTS {
        let registered =
            admin::clients::create(office, &serde_json::from_str(client).unwrap()).await.unwrap();
        let (id, secret) = (registered.client.id, registered.secret.unwrap());
        let proof = format!("Basic {}", STANDARD.encode(format!("{id}:{}", secret.expose())));
        proofs.insert(id, proof);
    }
    proofs
}
