//! What an operation costs: signing and verifying with each algorithm, a password hash, and each store operation on
//! SQLite with every acknowledged write durable. `cargo bench`.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Map, Value, json};
use signet::authn::password_hash::{Bounds, Cost, PasswordHasher};
use signet::clock::{Clock as _, SystemClock};
use signet::entropy::{Entropy, SystemEntropy};
use signet::keys::generate::generate;
use signet::keys::keyring::Keyring;
use signet::keys::token_tag::Derived;
use signet::metrics::requests::Verb;
use signet::metrics::route::Route;
use signet::metrics::{Counted, Metrics};
use signet::model::authentication::Authentication;
use signet::model::signing_key::{KeyPurpose, KeyState};
use signet::model::token_family::{Authorization, CodeBinding, TokenFamily};
use signet::model::user::{User, UserStatus};
use signet::protocol::claims_request::ClaimsRequest;
use signet::protocol::scope::Scope;
use signet::protocol::signing_algorithm::SigningAlgorithm;
use signet::sealing::master_key::MasterKey;
use signet::sealing::sealer::Sealer;
use signet::secret::Secret;
use signet::store::token_families::{self, Advance};
use signet::store::{Db, DbOptions, StoreError, schema, users};

fn ring(rsa_bits: u32) -> Keyring {
    let sealer = Sealer::new(&MasterKey::generate(&SystemEntropy), None);
    let now = SystemClock.now();
    let purposes = SigningAlgorithm::ALL.into_iter().map(KeyPurpose::Signing).chain([KeyPurpose::Token]);
    let key = |purpose| {
        let made = generate(purpose, rsa_bits, &SystemEntropy).unwrap();
        made.into_row(&sealer, &SystemEntropy, KeyState::Active, now)
    };
    Keyring::open(&purposes.map(key).collect::<Vec<_>>(), &sealer, now).unwrap()
}

fn claims() -> Map<String, Value> {
    let claims = json!({
        "iss": "https://id.example.com", "sub": "01a21250-16a1-7ff3-bedb-478c8d899457", "aud": "https://id.example.com",
        "exp": 1_767_226_500, "iat": 1_767_225_600, "jti": "874jr-q4p9Lrni-B5gChcTExVXO3orfbxhwDL7oQqkI",
        "client_id": "notes", "scope": "openid profile email", "sid": "01a21250-68c3-7456-b848-ec00f576e7c9",
    });
    claims.as_object().unwrap().clone()
}

/// What every request pays for being counted.
fn counting(c: &mut Criterion) {
    let metrics = Metrics::new(Counted::default(), SystemClock.now());
    for path in ["/token", "/logo/notes", "/nothing/here"] {
        c.bench_function(&format!("count a request to {path}"), |b| {
            b.iter(|| {
                let _in_flight = metrics.requests.begin();
                let (route, verb) = (Route::of(black_box(path), ""), Verb::of(&http::Method::POST));
                metrics.requests.answered(route, verb, http::StatusCode::OK, Duration::from_millis(1));
            });
        });
    }
}

fn signing(c: &mut Criterion) {
    for bits in [2048, 4096] {
        let ring = ring(bits);
        let claims = claims();
        for algorithm in SigningAlgorithm::ALL {
            let is_rsa = matches!(algorithm, SigningAlgorithm::RS256 | SigningAlgorithm::PS256);
            if !is_rsa && bits != 2048 {
                continue;
            }
            let name = if is_rsa { format!("{algorithm}-{bits}") } else { algorithm.to_string() };
            c.bench_function(&format!("sign {name}"), |b| {
                b.iter(|| ring.sign(algorithm, "at+jwt", &claims).unwrap());
            });
            let token = ring.sign(algorithm, "at+jwt", &claims).unwrap();
            c.bench_function(&format!("verify {name}"), |b| {
                b.iter(|| ring.verify(black_box(&token), &["at+jwt"]).unwrap());
            });
        }
    }
    let ring = ring(2048);
    let token = Derived { family: SystemEntropy.row(), generation: 7 };
    c.bench_function("derive a refresh token", |b| b.iter(|| ring.derive(black_box(&token)).unwrap()));
    let text = ring.derive(&token).unwrap();
    let now = SystemClock.now();
    c.bench_function("recognise a refresh token", |b| {
        b.iter(|| ring.recognise(black_box(text.expose()), now).unwrap());
    });
}

trait Row {
    fn row(&self) -> uuid::Uuid;
}

impl Row for SystemEntropy {
    fn row(&self) -> uuid::Uuid {
        let entropy: &dyn Entropy = self;
        entropy.row_id(SystemClock.now())
    }
}

fn password(c: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cost = Cost { memory_kib: 19_456, iterations: 2, parallelism: 1 };
    let bounds = Bounds { at_once: 2, queue: 64, wait: Duration::from_secs(2) };
    let hasher = PasswordHasher::new(cost, bounds, &SystemEntropy).unwrap();
    let password = Secret::new("correct horse battery staple");
    let stored = runtime.block_on(hasher.hash(&password, &SystemEntropy)).unwrap();
    c.bench_function("verify a password, 19 MiB, t=2", |b| {
        b.iter(|| runtime.block_on(hasher.verify(&password, Some(&stored))).unwrap());
    });
}

fn family(user: &User) -> TokenFamily {
    let now = SystemClock.now();
    TokenFamily {
        id: SystemEntropy.row(),
        client_id: "notes".into(),
        user_id: user.id,
        session_id: SystemEntropy.row(),
        user_epoch: 0,
        scope: Scope::stored("openid profile email offline_access"),
        authorization: Authorization {
            authentication: Authentication { at: now, acr: "1".into(), amr: vec!["pwd".into()] },
            nonce: Some("n-0S6_WzA2Mj".into()),
            claims: ClaimsRequest::default(),
            wants_auth_time: false,
        },
        code_binding: CodeBinding::of("notes", "https://rp.test/cb", None),
        generation: 1,
        replays: 0,
        last_agent: None,
        refreshable: true,
        created_at: now,
        rotated_at: None,
        idle_expires_at: now + TimeDelta::days(14),
        absolute_expires_at: now + TimeDelta::days(90),
        revoked_at: None,
    }
}

fn person() -> User {
    let now = SystemClock.now();
    User {
        id: SystemEntropy.row(),
        status: UserStatus::Active,
        email: Some("ada@example.com".into()),
        email_verified: true,
        preferred_username: Some("ada".into()),
        password_hash: None,
        profile: Map::new(),
        epoch: 0,
        created_at: now,
        updated_at: now,
        password_by_mail: false,
        last_login_at: None,
    }
}

fn store(c: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = std::env::temp_dir().join(format!("signet-bench-{}", std::process::id()));
    let address = format!("sqlite:{}", folder.join("signet.db").display());
    runtime.block_on(schema::migrate(&address, SystemClock.now())).unwrap();
    let db = runtime.block_on(Db::open(&address, &DbOptions::default())).unwrap();
    let user = person();
    let row = user.clone();
    runtime
        .block_on(db.write(async move |tx| -> Result<(), StoreError> { users::insert(tx, &row).await }))
        .unwrap();
    let issued = Arc::new(family(&user));
    let first = Arc::clone(&issued);
    runtime
        .block_on(
            db.write(async move |tx| -> Result<(), StoreError> { token_families::insert(tx, &first).await }),
        )
        .unwrap();

    c.bench_function("sqlite: read a user", |b| {
        b.iter(|| runtime.block_on(users::find(db.reader(), user.id)).unwrap());
    });
    c.bench_function("sqlite: sign-in name to user", |b| {
        b.iter(|| runtime.block_on(users::find_by_name(db.reader(), "Ada@Example.com")).unwrap());
    });
    c.bench_function("sqlite: read a family", |b| {
        b.iter(|| runtime.block_on(token_families::find(db.reader(), issued.id)).unwrap());
    });
    c.bench_function("sqlite: issue a code (durable)", |b| {
        b.iter(|| {
            let new = family(&user);
            let write = async move |tx: &signet::store::Transaction| token_families::insert(tx, &new).await;
            runtime.block_on(db.write(write)).unwrap();
        });
    });
    let mut generation = 1;
    c.bench_function("sqlite: rotate a refresh token (durable)", |b| {
        b.iter(|| {
            let (family, from) = (Arc::clone(&issued), generation);
            let now = SystemClock.now();
            let step = Advance { idle_expires_at: now + TimeDelta::days(14), agent: None, now };
            let write = async move |tx: &signet::store::Transaction| {
                token_families::rotate(tx, &family, from, step).await
            };
            assert!(runtime.block_on(db.write(write)).unwrap());
            generation += 1;
        });
    });
    runtime.block_on(db.close());
    std::fs::remove_dir_all(folder).unwrap();
}

criterion_group!(benches, counting, signing, password, store);
criterion_main!(benches);
