//! Client authentication (RFC 6749 section 2.3, OpenID Connect Core 9, RFC 7523).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use josekit::jwk::Jwk;
use josekit::jws::{ES256, HS256, JwsHeader};
use josekit::jwt::{self, JwtPayload};
use serde_json::{Value, json};

use crate::support::app::{Answer, SERVICE, WEB};
use crate::support::{Setup, TestApp, in_each_setup, log};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn send(app: &TestApp, headers: &[(&str, String)], body: &str) -> Answer {
    let mut request = app.http.post(app.at("/token")).header("content-type", FORM).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    Answer::of(request.send().await.unwrap()).await
}

fn basic(pair: &str) -> Vec<(&'static str, String)> {
    vec![("authorization", format!("Basic {}", STANDARD.encode(pair)))]
}

async fn register(app: &TestApp, id: &str, more: Value) {
    let mut metadata = json!({
        "client_id": id, "grant_types": ["client_credentials"], "response_types": [], "scope": "read",
    });
    for (name, value) in more.as_object().unwrap() {
        metadata[name] = value.clone();
    }
    app.add_client(metadata).await;
}

fn claims(app: &TestApp, id: &str, jti: &str) -> Value {
    let now = app.clock_seconds();
    json!({ "iss": id, "sub": id, "aud": app.issuer, "jti": jti, "iat": now, "exp": now + 60 })
}

async fn assert_as(app: &TestApp, token: &str) -> Answer {
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", token),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    send(app, &[], &body).await
}

fn signed(key: &Jwk, claims: &Value) -> String {
    let payload = JwtPayload::from_map(claims.as_object().unwrap().clone()).unwrap();
    jwt::encode_with_signer(&payload, &JwsHeader::new(), &ES256.signer_from_jwk(key).unwrap()).unwrap()
}

in_each_setup! {
    async fn basic_credentials_are_form_encoded_first(app: TestApp) {
        let secret = "Ab+c/1=d:e%f g-and-some-more-characters-0123456789";
        register(&app, "spaced", json!({ "client_secret": secret })).await;
        let tail = "-and-some-more-characters-0123456789";
        for encoded in [format!("spaced:Ab%2Bc%2F1%3Dd%3Ae%25f+g{tail}"), format!("spaced:Ab%2Bc%2F1%3Dd%3Ae%25f%20g{tail}")] {
            assert_eq!(send(&app, &basic(&encoded), GRANT).await.status, 200, "{encoded}");
        }
        for broken in ["spaced:%zz", "spaced:%00", "spaced", ":x"] {
            send(&app, &basic(broken), GRANT).await.is_error(401, "invalid_client");
        }
        register(&app, "posting", json!({ "client_secret": secret, "token_endpoint_auth_method": "client_secret_post" })).await;
        let body = format!("{GRANT}&client_id=posting&client_secret=Ab%2Bc%2F1%3Dd%3Ae%25f%20g{tail}");
        assert_eq!(send(&app, &[], &body).await.status, 200);
    }

    async fn one_method_and_the_registered_one(app: TestApp) {
        let (id, secret) = (SERVICE.0, SERVICE.1.unwrap());
        let good = basic(&format!("{id}:{secret}"));
        assert_eq!(send(&app, &good, &format!("{GRANT}&client_id={id}")).await.status, 200, "BR-10 a");
        send(&app, &good, &format!("{GRANT}&client_id=other")).await.is_error(400, "invalid_request");
        send(&app, &good, &format!("{GRANT}&client_id={id}&client_secret={secret}")).await.is_error(400, "invalid_request");
        send(&app, &good, &format!("{GRANT}&client_secret=WRONG")).await.is_error(400, "invalid_request");
        let assertion = format!("{GRANT}&client_assertion_type=x&client_assertion=a.b.c");
        send(&app, &good, &assertion).await.is_error(400, "invalid_request");
        let post = format!("{GRANT}&client_id={id}&client_secret={secret}");
        send(&app, &[], &post).await.is_error(401, "invalid_client");
        send(&app, &[], &format!("{GRANT}&client_id={id}")).await.is_error(401, "invalid_client");
        send(&app, &[], GRANT).await.is_error(401, "invalid_client");
        send(&app, &basic(&format!("{id}:wrong")), GRANT).await.is_error(401, "invalid_client");
        send(&app, &basic("nobody:wrong"), GRANT).await.is_error(401, "invalid_client");
        assert!(app.count_events("client.auth_failed").await >= 3);
    }

    /// There is nothing to compare a guess with but a digest, all of one length.
    async fn secrets_rest_as_digests_alone(app: TestApp) {
        let client = signet::store::clients::find(app.services.db.reader(), WEB.0).await.unwrap().unwrap();
        assert!(client.secret_digest.is_some() && client.sealed_secret.is_none());
        assert!(!serde_json::to_string(&client.metadata).unwrap().contains("web-secret"));
    }

    async fn transport_is_a_form_in_the_body(app: TestApp) {
        let good = basic(&format!("{}:{}", SERVICE.0, SERVICE.1.unwrap()));
        for media_type in ["application/x-www-form-urlencoded;charset=UTF-8", "Application/X-WWW-Form-Urlencoded"] {
            let request = app.http.post(app.at("/token")).header("content-type", media_type).header("authorization", &good[0].1);
            assert_eq!(request.body(GRANT).send().await.unwrap().status().as_u16(), 200, "BR-08 {media_type}");
        }
        for (media_type, body) in [("application/json", "{}"), ("text/plain", GRANT), ("multipart/form-data; boundary=x", "--x--")] {
            let request = app.http.post(app.at("/token")).header("content-type", media_type).header("authorization", &good[0].1);
            let answer = Answer::of(request.body(body).send().await.unwrap()).await;
            answer.is_error(415, "invalid_request");
        }
        for path in ["/token", "/introspect", "/revoke"] {
            let answer = app.get(path).await;
            assert!(answer.header("allow").contains("POST"), "{path}: {:?}", answer.headers);
            answer.is_error(405, "invalid_request");
        }
        let in_query = app.http.post(app.at(&format!("/token?{GRANT}"))).header("content-type", FORM).header("authorization", &good[0].1);
        Answer::of(in_query.body(GRANT).send().await.unwrap()).await.is_error(400, "invalid_request");
        send(&app, &good, "grant_type=client_credentials&grant_type=client_credentials").await.is_error(400, "invalid_request");
        send(&app, &good, "grant_type=%ff").await.is_error(400, "invalid_request");
    }

    async fn private_key_jwt_is_judged_whole(app: TestApp) {
        let key = Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256).unwrap();
        let jwks = json!({ "keys": [key.to_public_key().unwrap().as_ref()] });
        register(&app, "keyed", json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks })).await;
        let good = claims(&app, "keyed", "j1");
        assert_eq!(assert_as(&app, &signed(&key, &good)).await.status, 200);
        assert_as(&app, &signed(&key, &good)).await.is_error(401, "invalid_client");
        let now = app.clock_seconds();
        let bent = |jti: &str, name: &str, value: Value| {
            let mut claims = claims(&app, "keyed", jti);
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value,
            }
            claims
        };
        for (jti, name, value, passes) in [
            ("a", "aud", json!(format!("{}/token", app.issuer)), true),
            ("b", "aud", json!([app.issuer]), true),
            ("c", "aud", json!("https://other.test"), false),
            ("d", "aud", json!(format!("{}/", app.issuer)), false),
            ("e", "aud", json!([app.issuer, "https://other.test"]), false),
            ("f", "iat", json!(now + 5), true),
            ("g", "iat", json!(now + 300), false),
            ("h", "nbf", json!(now + 61), false),
            ("i", "exp", json!(now - 2), true),
            ("j", "exp", json!(now - 30), false),
            ("k", "exp", json!(now + 365 * 86_400), false),
            ("l", "exp", Value::Null, false),
            ("m", "iss", json!("someone"), false),
            ("", "jti", Value::Null, false),
        ] {
            let answer = assert_as(&app, &signed(&key, &bent(jti, name, value.clone()))).await;
            assert_eq!(answer.status == 200, passes, "{name}={value}: {}", answer.body);
        }
        let other = Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256).unwrap();
        assert_as(&app, &signed(&other, &claims(&app, "keyed", "n"))).await.is_error(401, "invalid_client");
        assert_as(&app, "a.b.c").await.is_error(401, "invalid_client");
        assert_as(&app, &signed(&key, &claims(&app, "keyed\0", "o"))).await.is_error(401, "invalid_client");
        let same = signed(&key, &claims(&app, "keyed", "parallel"));
        let answers = futures::future::join_all((0..8).map(|_| assert_as(&app, &same))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "seen once");
    }

    async fn client_secret_jwt_uses_the_sealed_secret(app: TestApp) {
        let secret = "a-secret-that-is-long-enough-for-hs256-0123456789";
        register(&app, "hmac", json!({ "client_secret": secret, "token_endpoint_auth_method": "client_secret_jwt" })).await;
        let client = signet::store::clients::find(app.services.db.reader(), "hmac").await.unwrap().unwrap();
        assert!(client.sealed_secret.is_some_and(|sealed| !sealed.windows(16).any(|part| secret.as_bytes().starts_with(part))));
        let sign = |secret: &str, jti: &str| {
            let payload = JwtPayload::from_map(claims(&app, "hmac", jti).as_object().unwrap().clone()).unwrap();
            jwt::encode_with_signer(&payload, &JwsHeader::new(), &HS256.signer_from_bytes(secret).unwrap()).unwrap()
        };
        assert_eq!(assert_as(&app, &sign(secret, "1")).await.status, 200);
        assert_as(&app, &sign("another-secret-that-is-long-enough-for-hs256-0", "2")).await.is_error(401, "invalid_client");
    }
}

/// What a client is not told stands in the operator's log: once, and no more of the address than its host.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_cannot_be_read_are_in_the_log_when_that_begins() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let key = Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256).unwrap();
    let published = "https://127.0.0.1:1/hush?key=hush";
    let metadata = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": published });
    register(&app, "keys-away", metadata).await;
    let mark = log::mark();
    for number in 0..4 {
        let answer = assert_as(&app, &signed(&key, &claims(&app, "keys-away", &number.to_string()))).await;
        answer.is_error(401, "invalid_client");
        // A failure is kept for 10 seconds, and the set asked for again after that.
        app.travel(11);
    }
    let said = log::since(mark);
    let told: Vec<_> = said.lines().filter(|line| line.contains("jwks_uri cannot be read")).collect();
    let told: Vec<_> = told.into_iter().filter(|line| line.contains("keys-away")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("WARN") && told[0].contains("127.0.0.1") && told[0].contains("not public"),
        "{}",
        told[0]
    );
    assert!(!told[0].contains("hush"), "{}", told[0]);
}
