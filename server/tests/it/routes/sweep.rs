//! Every route by every method as every party.

use std::collections::BTreeSet;

use axum_server::Handle;
use reqwest::Method;
use signet::boot;
use signet::web::Site;
use signet::web::server::Sockets;

use super::list::{Class, Known, of_binary, public, reviewed};
use super::party::{HALFWAY, Party};
use crate::support::app::{Answer, Options};
use crate::support::snapshot::Snapshot;
use crate::support::{Setup, TestApp, in_each_setup};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
/// What every answer carries, whatever was asked.
const ON_EVERY_ANSWER: [&str; 7] = [
    "cache-control",
    "content-security-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-request-id",
];

in_each_setup! {
    async fn nobody_gets_at_a_route_what_is_not_theirs(app: TestApp) {
        let parties = Party::all(&app).await;
        let before = Snapshot::of(&app).await;
        let public: BTreeSet<_> = public().into_iter().map(|known| known.path).collect();
        // What is the operator's is nothing at all here, unless it is public beside.
        for known in reviewed().into_iter().filter(|known| known.class != Class::Operator || !public.contains(known.path)) {
            for method in METHODS {
                let (mut bodies, mut of_nobody) = (BTreeSet::new(), None);
                for party in &parties {
                    let answer = ask(&app, &known, method, party).await;
                    let what = format!("{method} {} as {party:?}: {} {}", known.path, answer.status, answer.body);
                    is_guarded(&what, &answer, known.class);
                    if matches!(known.class, Class::Dev | Class::Operator) {
                        assert_eq!(answer.status, 404, "{what}");
                    } else if known.methods.contains(method) {
                        is_for_whom_it_is(&what, &answer, &known, method, party);
                        let status = *of_nobody.get_or_insert(answer.status);
                        // MF-02: a password alone opens no account.
                        let is_half = matches!(party, Party::Half(_)) && known.path.starts_with("/account");
                        assert!(!is_half || answer.status == status, "{what}: nobody is told {status}");
                        bodies.insert(answer.body);
                    } else {
                        is_refused(&what, &answer, &known, method);
                    }
                }
                assert!(known.class != Class::Open || bodies.len() <= 1, "{method} {} differs", known.path);
            }
            assert_eq!(Snapshot::of(&app).await, before, "{}: something was issued or lost", known.path);
        }
    }
}

async fn ask(app: &TestApp, known: &Known, method: &str, party: &Party) -> Answer {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = party.asks(app.http.request(method.clone(), app.at(&known.example())));
    // As a script of somebody else's page would ask.
    request = request.header("origin", "https://evil.test").header("accept", "application/json");
    if method == Method::POST {
        let is_json = known.path.starts_with("/v1/");
        let (media_type, body) =
            if is_json { ("application/json", "[]") } else { ("application/x-www-form-urlencoded", "") };
        request = request.header("content-type", media_type).body(body);
    }
    Answer::of(request.send().await.unwrap()).await
}

/// Headers that are on every answer, and those that are on none.
fn is_guarded(what: &str, answer: &Answer, class: Class) {
    for name in ON_EVERY_ANSWER {
        assert!(answer.headers.contains_key(name), "{what}: no {name}");
    }
    let scripts = answer.header("access-control-allow-origin");
    assert!(scripts.is_empty() || (class == Class::Open && scripts == "*"), "{what}: read by {scripts}");
    assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{what}");
    for secret in ["sgc_", "sgr_", "sga_", "eyJ", "panicked"] {
        assert!(!has_word(&answer.body, secret), "{what}");
    }
}

/// Whether a word begins like this. Inside one, the numbers of a published key spell anything now and then.
fn has_word(body: &str, beginning: &str) -> bool {
    let is_inside =
        |at: usize| body[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    body.match_indices(beginning).any(|(at, _)| !is_inside(at))
}

fn is_for_whom_it_is(what: &str, answer: &Answer, known: &Known, method: &str, party: &Party) {
    let is_admitted = match known.class {
        Class::Client => *party == Party::Client,
        Class::Bearer => matches!(party, Party::Person(_)),
        Class::Open | Class::Page | Class::Operator | Class::Dev => true,
    };
    if method == "OPTIONS" {
        // A preflight says nothing of whoever asks.
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{what}");
    } else if is_admitted {
        // A page refuses a form that carries no token of its own.
        let is_form = known.class == Class::Page && method == "POST";
        assert!(!matches!(answer.status, 401 | 405) && (answer.status != 403 || is_form), "{what}");
    } else {
        assert!(matches!(answer.status, 400 | 401 | 403), "{what}");
        assert!(answer.status == 400 || answer.headers.contains_key("www-authenticate"), "{what}");
    }
    let may_show_ada = match known.class {
        Class::Page => matches!(party, Party::Browser(_)),
        Class::Bearer => is_admitted,
        _ => false,
    };
    assert!(may_show_ada || !answer.body.contains("ada@example.com"), "{what}");
    assert!(!answer.body.contains(HALFWAY), "{what}");
    assert!(known.class == Class::Page || !answer.headers.contains_key("set-cookie"), "{what}");
}

/// RFC 9110 section 15.5.6: a method that is not answered is refused, and the refusal names those that are.
fn is_refused(what: &str, answer: &Answer, known: &Known, method: &str) {
    assert_eq!(answer.status, 405, "{what}");
    let allowed: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
    assert_eq!(allowed, known.methods, "{what}");
    assert!(!answer.headers.contains_key("set-cookie"), "{what}");
    assert!(!answer.body.contains(method), "{what}: the request comes back");
}

/// The list tells where everything is for an issuer with a path too.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_right_below_a_path() {
    let issuer = "http://localhost/some/auth";
    let options = Options { issuer: Some(issuer.into()), ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let listed = of_binary("public", issuer, &[]);
    assert!(listed.contains_key("/.well-known/oauth-authorization-server/some/auth"), "{listed:?}");
    for (path, methods) in listed {
        names_its_methods(&app, &app.at(&path), &methods).await;
    }
}

/// The operator's address has what the list says, and guards its answers like every other.
#[tokio::test(flavor = "multi_thread")]
async fn the_operators_address_answers_what_is_listed() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let sockets = Sockets::bind(&["127.0.0.1:0".parse().unwrap()]).unwrap();
    let address = sockets.addresses().unwrap()[0];
    let (handle, brand) = (Handle::new(), boot::brand(&app.services.config).unwrap());
    let serving = sockets.serve_operator(Site::new(app.services.clone(), brand), handle.clone());
    let serving = tokio::spawn(serving);
    for (path, methods) in of_binary("operator", "https://id.example.com", &[]) {
        let url = format!("http://{address}{path}");
        names_its_methods(&app, &url, &methods).await;
        for method in &methods {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = Answer::of(app.http.request(method, &url).send().await.unwrap()).await;
            let what = format!("{path}: {}", answer.body);
            is_guarded(&what, &answer, Class::Operator);
            assert!(!answer.headers.contains_key("set-cookie") && !answer.body.contains("ada@"), "{what}");
        }
    }
    handle.shutdown();
    serving.await.unwrap().unwrap();
}

async fn names_its_methods(app: &TestApp, url: &str, methods: &BTreeSet<String>) {
    let url = url.replace(['{', '}'], "");
    let asked = app.http.request(Method::from_bytes(b"BREW").unwrap(), &url);
    let answer = Answer::of(asked.send().await.unwrap()).await;
    let allowed: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
    assert_eq!((answer.status, &allowed), (405, methods), "{url}: {}", answer.body);
}
