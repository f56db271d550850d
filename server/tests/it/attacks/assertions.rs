//! Client assertions: for whom, by whom, until when, how often, under which key (RFC 7523, OpenID Connect Core 9).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use josekit::jws::{EdDSA, JwsSigner as _};
use serde_json::{Map, Value, json};

use crate::support::app::{Answer, Options};
use crate::support::assertions::{
    assert_as, claims, new_key, public, register_keyed, signed, signed_bytes, signed_with, tagged_bytes,
};
use crate::support::attack::Watch;
use crate::support::{Setup, TestApp, databases, in_each_setup};

/// Half a second later.
fn half(seconds: i64) -> Value {
    serde_json::from_str(&format!("{seconds}.5")).unwrap()
}

/// Asserts that the assertion is refused, and that this is all that happens.
async fn is_refused(app: &TestApp, what: &str, token: &str) {
    let mut watch = Watch::over(app).await;
    let answer = assert_as(app, token).await;
    watch.is_json(what, &answer, (401, "invalid_client"), Some(("client.auth_failed", "client"))).await;
}

/// Right claims with one of them set, or left out.
fn bent(app: &TestApp, jti: &str, name: &str, value: Value) -> Map<String, Value> {
    let mut claims = claims(app, "keyed", jti);
    match value {
        Value::Null => drop(claims.remove(name)),
        value => drop(claims.insert(name.to_owned(), value)),
    }
    claims
}

in_each_setup! {
    /// An assertion is for us alone: the issuer or the token endpoint, as one string.
    async fn an_assertion_is_for_us_alone(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        let issuer = app.issuer.clone();
        for (jti, audience) in [("g1", json!(issuer)), ("g2", json!(format!("{issuer}/token"))), ("g3", json!([issuer]))] {
            let answer = assert_as(&app, &signed(&key, &bent(&app, jti, "aud", audience.clone()))).await;
            assert_eq!(answer.status, 200, "{audience}: {}", answer.body);
        }
        for (number, audience) in [
            json!("https://other.test"), json!(format!("{issuer}/")), json!(format!("{issuer}/token/")), json!(format!("{issuer}/par")), json!(format!("{issuer}/introspect")),
            json!(format!("{issuer}.evil.test")), json!(&issuer[..issuer.len() - 1]), json!(issuer.to_uppercase()), json!(format!(" {issuer}")), json!(""), json!([]), json!([[issuer]]),
            json!([issuer, "https://other.test"]), json!(["https://other.test", issuer]), json!([issuer, issuer]), json!([issuer, 1]), json!(1), json!({ "aud": issuer }), json!(true), Value::Null,
        ].into_iter().enumerate() {
            is_refused(&app, &audience.to_string(), &signed(&key, &bent(&app, &format!("b{number}"), "aud", audience.clone()))).await;
        }
    }

    /// An assertion is by the client about itself.
    async fn an_assertion_is_about_its_maker(app: TestApp) {
        let (key, other) = (new_key(), new_key());
        register_keyed(&app, "keyed", &[&key]).await;
        register_keyed(&app, "other", &[&other]).await;
        for name in ["iss", "sub"] {
            for value in [Value::Null, json!("other"), json!("nobody"), json!(""), json!("Keyed"), json!("keyed "), json!("keyed\0"), json!(1), json!(["keyed"]), json!({}), json!("keyed,other")] {
                is_refused(&app, &format!("{name}={value}"), &signed(&key, &bent(&app, "x", name, value.clone()))).await;
            }
        }
        let mut both = claims(&app, "other", "y");
        is_refused(&app, "another client's claims", &signed(&key, &both)).await;
        both.insert("iss".into(), json!("keyed"));
        is_refused(&app, "sub of another", &signed(&key, &both)).await;
    }

    /// Until when, to the second; ten seconds of skew, sixty-five minutes ahead.
    async fn an_assertion_has_its_time(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        let now = app.clock_seconds();
        for (jti, name, value) in [
            ("g1", "exp", json!(now + 65 * 60)), ("g2", "exp", json!(now + 1)), ("g3", "exp", json!(now - 9)),
            ("g4", "iat", json!(now + 9)), ("g5", "nbf", json!(now + 9)), ("g6", "iat", json!(now - 3000)), ("g7", "nbf", json!(now)), ("g8", "iat", half(now)), ("g9", "iat", Value::Null),
        ] {
            let answer = assert_as(&app, &signed(&key, &bent(&app, jti, name, value.clone()))).await;
            assert_eq!(answer.status, 200, "{name}={value}: {}", answer.body);
        }
        for (name, value) in [
            ("exp", Value::Null), ("exp", json!(now - 10)), ("exp", json!(now - 3600)), ("exp", json!(0)), ("exp", json!(-1)), ("exp", json!(now + 65 * 60 + 1)), ("exp", json!(now + 365 * 86_400)),
            ("exp", json!(now.to_string())), ("exp", json!(i64::MAX)), ("exp", json!(u64::MAX)), ("exp", json!(1e300)), ("exp", half(now + 30)), ("exp", json!([now + 60])),
            ("iat", json!(now + 61)), ("iat", json!(now + 11)), ("nbf", json!(now + 61)), ("nbf", json!(now + 11)), ("nbf", json!("soon")), ("iat", json!(-1)), ("nbf", json!(1e300)),
        ] {
            is_refused(&app, &format!("{name}={value}"), &signed(&key, &bent(&app, "x", name, value.clone()))).await;
        }
    }

    /// An assertion is used once: at this endpoint or another, until its end and the skew after it.
    async fn an_assertion_is_used_once(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        let once = signed(&key, &claims(&app, "keyed", "once"));
        assert_eq!(assert_as(&app, &once).await.status, 200);
        for wait in [0, 1, 58, 3, 7] {
            app.travel(wait);
            is_refused(&app, &format!("{wait} s later"), &once).await;
        }
        app.travel(3600);
        is_refused(&app, "an hour later", &once).await;
        let elsewhere = signed(&key, &claims(&app, "keyed", "elsewhere"));
        let form = [("client_assertion_type", crate::support::assertions::ASSERTION_TYPE), ("client_assertion", elsewhere.as_str()), ("token", "x")];
        let introspected = Answer::of(app.http.post(app.at("/introspect")).form(&form).send().await.unwrap()).await;
        assert_eq!(introspected.status, 200, "{}", introspected.body);
        is_refused(&app, "used at another endpoint", &elsewhere).await;
        let reissued = signed(&key, &bent(&app, "elsewhere", "exp", json!(app.clock_seconds() + 90)));
        is_refused(&app, "the same jti in another assertion", &reissued).await;
        for jti in [Value::Null, json!(""), json!(1), json!(["x"]), json!("x".repeat(513))] {
            is_refused(&app, &format!("jti={}", jti.to_string().len()), &signed(&key, &bent(&app, "x", "jti", jti))).await;
        }
        let together = signed(&key, &claims(&app, "keyed", "together"));
        let answers = futures::future::join_all((0..20).map(|_| assert_as(&app, &together))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    }

    /// The whole of what a token can lie about,
    /// at the door where assertions come in. Each bends an assertion that is otherwise right; nothing is fetched.
    async fn an_assertion_lends_itself_no_key(app: TestApp) {
        let (key, other) = (new_key(), new_key());
        register_keyed(&app, "keyed", &[&key]).await;
        register_keyed(&app, "other", &[&other]).await;
        let canary = Canary::new().await;
        let url = canary.url.clone();
        let jwk = public(&other);
        let right = claims(&app, "keyed", "right");
        let payload = Value::Object(right.clone()).to_string();
        let (jwk_text, long) = (jwk.to_string(), "k".repeat(64 * 1024));
        let mut tokens: Vec<(String, String)> = Vec::new();
        for header in [
            json!({ "alg": "none" }), json!({ "alg": "None" }), json!({ "alg": "nOnE" }), json!({ "alg": "" }), json!({}), json!({ "alg": 1 }), json!({ "alg": ["ES256"] }), json!({ "alg": null }),
            json!({ "alg": "RS256" }), json!({ "alg": "ES384" }), json!({ "alg": "HS256" }), json!({ "alg": "EdDSA" }), json!({ "alg": "ES256", "crit": ["exp"] }), json!({ "alg": "ES256", "b64": false }),
            json!({ "alg": "ES256", "jku": url }), json!({ "alg": "ES256", "x5u": url }), json!({ "alg": "ES256", "x5c": ["AA"] }), json!({ "alg": "ES256", "jwk": public(&key) }),
            json!({ "alg": "ES256", "zip": "DEF" }), json!({ "alg": "dir", "enc": "A256GCM" }), json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_147_483_647, "p2s": "AA" }), json!({ "alg": "RSA1_5", "enc": "A128CBC-HS256" }),
            json!({ "alg": "ES256", "typ": "dpop+jwt" }), json!({ "alg": "ES256", "typ": "at+jwt" }), json!({ "alg": "ES256", "typ": "logout+jwt" }), json!({ "alg": "ES256", "typ": "oauth-authz-req+jwt" }), json!({ "alg": "ES256", "typ": 1 }),
            json!({ "alg": "ES256", "kid": "../../dev/null" }), json!({ "alg": "ES256", "kid": "' OR 1=1 --" }), json!({ "alg": "ES256", "kid": long }), json!({ "alg": "ES256", "kid": 1 }), json!({ "alg": "ES256", "kid": url }),
        ] {
            tokens.push((header.to_string().chars().take(80).collect(), signed_with(&key, &header, &right)));
        }
        for header in [json!({ "alg": "ES256" }), json!({ "alg": "ES256", "jwk": jwk }), json!({ "alg": "ES256", "jku": url })] {
            tokens.push((format!("another client's key, {header}"), signed_with(&other, &header, &right)));
        }
        for secret in ["", &jwk_text, &public(&key).to_string(), &String::from_utf8(key.to_public_key().unwrap().to_string().into_bytes()).unwrap()] {
            for alg in ["HS256", "ES256"] {
                let secret = if secret.is_empty() { vec![0; 32] } else { secret.as_bytes().to_vec() };
                tokens.push((format!("{alg} under a public text"), tagged_bytes(&secret, json!({ "alg": alg }).to_string().as_bytes(), payload.as_bytes())));
            }
        }
        let good = signed(&key, &right);
        let parts: Vec<&str> = good.split('.').collect();
        let [h, p, s] = parts[..] else { unreachable!("three segments") };
        for (what, token) in [
            ("no signature", format!("{h}.{p}.")), ("two segments", format!("{h}.{p}")), ("four segments", format!("{good}.{s}")), ("five segments", format!("{good}.{s}.{s}")), ("detached", format!("{h}..{s}")),
            ("trailing data", format!("{good} x")), ("padding", format!("{good}=")), ("JSON", json!({ "payload": p, "protected": h, "signature": s }).to_string()), ("nested", signed_bytes(&key, br#"{"alg":"ES256","cty":"JWT"}"#, good.as_bytes())),
            ("empty", ".".into()), ("dots", "..".into()), ("many dots", ".".repeat(60_000)), ("a percent", good.replacen('.', "%2E", 1)), ("16 KiB and more", format!("{good}{}", "A".repeat(17_000))),
        ] {
            tokens.push((what.into(), token));
        }
        let deep = format!("{}1{}", r#"{"a":"#.repeat(1_500), "}".repeat(1_500));
        let twice = payload.replacen('{', r#"{"sub":"other","#, 1);
        for bytes in [b"null".as_slice(), b"[]", b"{", deep.as_bytes(), twice.as_bytes(), b"{\"sub\":\"keyed\",\"exp\":1e400}", b"{\"sub\":\"\xff\"}", b"\xef\xbb\xbf{}", br#"{"sub":"\ud800"}"#] {
            tokens.push((format!("a payload {}", String::from_utf8_lossy(&bytes[..bytes.len().min(30)])), signed_bytes(&key, br#"{"alg":"ES256"}"#, bytes)));
            tokens.push((format!("a header {}", String::from_utf8_lossy(&bytes[..bytes.len().min(30)])), signed_bytes(&key, bytes, payload.as_bytes())));
        }
        for (what, token) in tokens {
            let mut watch = Watch::over(&app).await;
            let answer = assert_as(&app, &token).await;
            if answer.status == 413 {
                watch.is_json(&what, &answer, (413, "invalid_request"), Some(("client.auth_failed", ""))).await;
            } else {
                watch.is_json(&what, &answer, (401, "invalid_client"), Some(("client.auth_failed", "client"))).await;
            }
        }
        assert_eq!(canary.touched(), 0, "something was fetched");
        assert_eq!(assert_as(&app, &good).await.status, 200, "what was bent is not used up");
    }

    /// A key that is no longer registered signs for nobody; nor does a client that was stopped.
    async fn a_key_taken_back_signs_no_more(app: TestApp) {
        use signet::admin::clients::{Given, set_enabled, update};
        let (old, new) = (new_key(), new_key());
        register_keyed(&app, "keyed", &[&old, &new]).await;
        assert_eq!(assert_as(&app, &signed(&old, &claims(&app, "keyed", "1"))).await.status, 200);
        let members = crate::support::app::object(json!({ "jwks": { "keys": [public(&new)] } }));
        update(&app.office(), "keyed", Given::Some(&members)).await.unwrap();
        is_refused(&app, "the old key", &signed(&old, &claims(&app, "keyed", "2"))).await;
        assert_eq!(assert_as(&app, &signed(&new, &claims(&app, "keyed", "3"))).await.status, 200);
        set_enabled(&app.office(), "keyed", false).await.unwrap();
        is_refused(&app, "a stopped client", &signed(&new, &claims(&app, "keyed", "4"))).await;
    }

    /// RFC 9864: `Ed25519` is the same algorithm as `EdDSA`, whichever of the two the client registered, in its key too.
    async fn ed25519_has_two_names(app: TestApp) {
        let key = josekit::jwk::Jwk::generate_ed_key(josekit::jwk::alg::ed::EdCurve::Ed25519).unwrap();
        for (number, (registered, of_key)) in [(None, None), (Some("EdDSA"), None), (Some("Ed25519"), Some("Ed25519")), (Some("Ed25519"), Some("EdDSA")), (Some("EdDSA"), Some("Ed25519")), (Some("ES256"), None)].into_iter().enumerate() {
            let id = format!("edward-{number}");
            let mut jwk = public(&key);
            jwk.as_object_mut().unwrap().remove("alg");
            if let Some(name) = of_key {
                jwk["alg"] = json!(name);
            }
            let mut metadata = json!({
                "client_id": id, "grant_types": ["client_credentials"], "response_types": [], "scope": "read",
                "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [jwk] },
            });
            if let Some(name) = registered {
                metadata["token_endpoint_auth_signing_alg"] = json!(name);
            }
            app.add_client(metadata).await;
            for (alg, passes) in [("EdDSA", true), ("Ed25519", true), ("Ed448", false), ("ed25519", false)] {
                use base64::Engine as _;
                let encode = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
                let claims = Value::Object(claims(&app, &id, alg)).to_string();
                let input = format!("{}.{}", encode(json!({ "alg": alg }).to_string().as_bytes()), encode(claims.as_bytes()));
                let signature = EdDSA.signer_from_jwk(&key).unwrap().sign(input.as_bytes()).unwrap();
                let answer = assert_as(&app, &format!("{input}.{}", encode(&signature))).await;
                let expected = if passes && registered != Some("ES256") { 200 } else { 401 };
                assert_eq!(answer.status, expected, "{registered:?} {of_key:?} {alg}: {}", answer.body);
            }
        }
    }
}

/// An assertion that one instance took is known on the other, and after both were started again.
#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_used_once_on_all_instances() {
    for setup in Setup::ALL {
        let Some(url) = databases::fresh(setup).await else { continue };
        let options = || Options {
            database_url: Some(url.clone()),
            issuer: Some("http://localhost:8080".into()),
            ..Options::default()
        };
        let key = new_key();
        let (first, second) =
            (TestApp::with(setup, options()).await.unwrap(), TestApp::with(setup, options()).await.unwrap());
        register_keyed(&first, "keyed", &[&key]).await;
        let token = signed(&key, &claims(&first, "keyed", "1"));
        assert_eq!(assert_as(&first, &token).await.status, 200);
        assert_as(&second, &token).await.is_error(401, "invalid_client");
        drop((first, second));
        let third = TestApp::with(setup, options()).await.unwrap();
        assert_as(&third, &token).await.is_error(401, "invalid_client");
        assert_eq!(assert_as(&third, &signed(&key, &claims(&third, "keyed", "2"))).await.status, 200);
    }
}

/// An address that must not be visited.
struct Canary {
    url: String,
    seen: Arc<AtomicUsize>,
}

impl Canary {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let seen = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&seen);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { url, seen }
    }

    fn touched(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}
