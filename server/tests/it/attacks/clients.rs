//! Who claims to be a client and cannot prove it (RFC 6749 section 2.3, OpenID Connect Core 9).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::app::{Answer, SERVICE, SPA, WEB};
use crate::support::assertions::{
    ASSERTION_TYPE, assert_as, claims, new_key, register_keyed, signed, tagged_bytes,
};
use crate::support::attack::Watch;
use crate::support::{TestApp, in_each_setup};

pub(super) const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A form with these headers.
pub(super) async fn send(app: &TestApp, headers: &[(&str, Vec<u8>)], form: &[(&str, &str)]) -> Answer {
    let mut request = app.http.post(app.at("/token"));
    for (name, value) in headers {
        request = request.header(*name, value.as_slice());
    }
    Answer::of(request.form(form).send().await.unwrap()).await
}

pub(super) fn basic(pair: impl AsRef<[u8]>) -> Vec<(&'static str, Vec<u8>)> {
    vec![("authorization", format!("Basic {}", STANDARD.encode(pair)).into_bytes())]
}

pub(super) fn right() -> String {
    format!("{}:{}", SERVICE.0, SERVICE.1.unwrap())
}

/// A refusal in the protocol's words, whichever of the two.
#[track_caller]
fn is_refused(answer: &Answer, what: &str) {
    let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
    let lawful = [(400, "invalid_request"), (401, "invalid_client")];
    assert!(lawful.contains(&(answer.status, error.as_str())), "{what}: {} {}", answer.status, answer.body);
    answer.is_error(answer.status, &error);
}

async fn register(app: &TestApp, id: &str, method: &str, secret: &str) {
    app.add_client(json!({
        "client_id": id, "client_secret": secret, "token_endpoint_auth_method": method,
        "grant_types": ["client_credentials"], "response_types": [], "scope": "read",
    }))
    .await;
}

in_each_setup! {
    /// A confidential client that proves nothing is nobody.
    async fn nobody_is_a_client_without_a_proof(app: TestApp) {
        for form in [vec![GRANT], vec![GRANT, ("client_id", SERVICE.0)], vec![GRANT, ("client_id", "")], vec![GRANT, ("client_id", SERVICE.0), ("client_secret", "")]] {
            let mut watch = Watch::over(&app).await;
            let answer = send(&app, &[], &form).await;
            watch.is_json(&format!("{form:?}"), &answer, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
        }
        for scheme in ["Basic", "Basic ", "Bearer x", "Digest x", "", "DPoP x"] {
            let mut watch = Watch::over(&app).await;
            is_refused(&send(&app, &[("authorization", scheme.into())], &[GRANT, ("client_id", SERVICE.0)]).await, scheme);
            watch.is_unmoved(scheme, Some(("client.auth_failed", ""))).await;
        }
    }

    /// Of two proofs none counts, even if one of them, or both, are right.
    async fn two_proofs_are_none(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        register(&app, "posting", "client_secret_post", WEB.1.unwrap()).await;
        let assertion = |jti: &str| signed(&key, &claims(&app, "keyed", jti));
        let (one, two) = (assertion("1"), assertion("2"));
        let typed = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", one.as_str())];
        let cases = [
            ("Basic and a body secret", basic(right()), vec![("client_secret", SERVICE.1.unwrap())]),
            ("Basic and a wrong body secret", basic(right()), vec![("client_id", SERVICE.0), ("client_secret", "wrong")]),
            ("wrong Basic and a right body secret", basic("posting:wrong"), vec![("client_id", "posting"), ("client_secret", WEB.1.unwrap())]),
            ("Basic and an assertion", basic(right()), typed.to_vec()),
            ("Bearer and an assertion", vec![("authorization", b"Bearer x".to_vec())], typed.to_vec()),
            ("a body secret and an assertion", vec![], [&typed[..], &[("client_id", "keyed"), ("client_secret", "x")]].concat()),
            ("two assertions", vec![], [&typed[..], &[("client_assertion", two.as_str())]].concat()),
            ("a forged second assertion", vec![], [&typed[..], &[("client_assertion", "a.b.c")]].concat()),
            ("two types", vec![], [&typed[..], &[("client_assertion_type", "x")]].concat()),
            ("an assertion of no type", vec![], vec![typed[1]]),
            ("an assertion of another type", vec![], vec![typed[1], ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")]),
            ("two Basic headers", [basic(right()), basic(right())].concat(), vec![]),
        ];
        for (what, headers, more) in cases {
            let mut watch = Watch::over(&app).await;
            let answer = send(&app, &headers, &[&[GRANT], &more[..]].concat()).await;
            is_refused(&answer, what);
            // Two headers are refused before anybody reads them.
            if headers.len() < 2 {
                watch.is_unmoved(what, Some(("client.auth_failed", ""))).await;
            }
        }
        assert_eq!(assert_as(&app, &one).await.status, 200, "an assertion that was not judged is not used up");
    }

    /// A client proves itself by the method it registered, and by no other, however right.
    async fn the_registered_method_and_no_other(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        let secret = "a-secret-that-is-long-enough-for-hs256-0123456789";
        register(&app, "posting", "client_secret_post", secret).await;
        register(&app, "hmac", "client_secret_jwt", secret).await;
        let by_hmac = |id: &str, jti: &str| {
            let payload = serde_json::to_vec(&claims(&app, id, jti)).unwrap();
            tagged_bytes(secret.as_bytes(), br#"{"alg":"HS256"}"#, &payload)
        };
        for client in [SERVICE.0, "spa", "keyed", "posting", "hmac", "nobody"] {
            let wrong_method = |method: &str| match client {
                "service" => method != "basic",
                "spa" => method != "none",
                "posting" => method != "post",
                "keyed" => method != "key",
                "hmac" => method != "hmac",
                _ => true,
            };
            let known = if client == SERVICE.0 { SERVICE.1.unwrap() } else { secret };
            for method in ["basic", "post", "none", "key", "hmac"] {
                let assertion = match method {
                    "key" => signed(&key, &claims(&app, client, "k")),
                    _ => by_hmac(client, "h"),
                };
                let (headers, more) = match method {
                    "basic" => (basic(format!("{client}:{known}")), vec![]),
                    "post" => (vec![], vec![("client_id", client), ("client_secret", known)]),
                    "none" => (vec![], vec![("client_id", client)]),
                    _ => (vec![], vec![("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())]),
                };
                let mut watch = Watch::over(&app).await;
                let answer = send(&app, &headers, &[&[GRANT], &more[..]].concat()).await;
                if wrong_method(method) {
                    watch.is_json(&format!("{client} by {method}"), &answer, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
                } else if client == "spa" {
                    answer.is_error(400, "unauthorized_client");
                } else {
                    assert_eq!(answer.status, 200, "{client} by {method}: {}", answer.body);
                }
            }
        }
    }

    /// Basic is form-encoded (RFC 6749 appendix B) and read by the letter: what is right works, nothing broken
    /// is more than refused.
    async fn basic_is_read_by_the_letter(app: TestApp) {
        let secret = "a:b%c+d e\"&=-and-plenty-of-characters-0123456789";
        register(&app, "c.basic~1", "client_secret_basic", secret).await;
        let form = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
        for good in [format!("c.basic%7E1:{form}"), format!("c.basic~1:{}", form.replace('+', "%20")), format!("%63%2ebasic%7e1:{}", form.replace("%3A", "%3a"))] {
            let answer = send(&app, &basic(&good), &[GRANT]).await;
            assert_eq!(answer.status, 200, "{good}: {}", answer.body);
        }
        let header = |text: &str| vec![("authorization", text.as_bytes().to_vec())];
        let encoded = STANDARD.encode(right());
        let mut broken = vec![
            ("unencoded", basic(format!("c.basic~1:{secret}"))),
            ("%zz", basic("service:%zz")),
            ("%0", basic("service:%0")),
            ("%00", basic(format!("{}%00", right()))),
            ("a NUL", basic(format!("{}\0", right()))),
            ("bad UTF-8", basic(b"service:\xff\xfe")),
            ("bad UTF-8, encoded", basic("service:%ff%fe")),
            ("no colon", basic("service")),
            ("an empty id", basic(format!(":{}", SERVICE.1.unwrap()))),
            ("an empty secret", basic("service:")),
            ("nothing", basic("")),
            ("no base64", header("Basic !!!!")),
            ("a byte that is no base64", header(&format!("Basic {encoded}*"))),
            ("white space inside", header(&format!("Basic {} {}", &encoded[..8], &encoded[8..]))),
            ("a tab after the scheme", header(&format!("Basic\t{encoded}"))),
            ("no scheme", header(&encoded)),
            ("url-safe base64", header("Basic c2VydmljZTr_-_8=")),
            ("a comma", header(&format!("Basic {encoded}, Basic {encoded}"))),
            ("not ASCII", vec![("authorization", b"Basic \xff\xfe".to_vec())]),
            ("an id of 10 KiB", basic(format!("{}:x", "i".repeat(10_000)))),
            ("a secret of 10 KiB", basic(format!("service:{}", "i".repeat(10_000)))),
        ];
        broken.push(("two headers", [basic(right()), basic("x:y")].concat()));
        for (what, headers) in broken {
            let mut watch = Watch::over(&app).await;
            let answer = send(&app, &headers, &[GRANT]).await;
            is_refused(&answer, what);
            if headers.len() < 2 {
                watch.is_unmoved(what, Some(("client.auth_failed", ""))).await;
            }
        }
        // BR-09: more spaces than one are harmless.
        assert_eq!(send(&app, &header(&format!("Basic  {encoded} ")), &[GRANT]).await.status, 200);
    }

    /// Two names in one request are none.
    async fn one_request_names_one_client(app: TestApp) {
        let key = new_key();
        register_keyed(&app, "keyed", &[&key]).await;
        let assertion = signed(&key, &claims(&app, "keyed", "1"));
        let typed = [GRANT, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())];
        for other in ["web", "Service", "service ", "nobody", "keyed\u{200b}"] {
            for (headers, form) in [(basic(right()), vec![GRANT]), (vec![], typed.to_vec())] {
                let mut watch = Watch::over(&app).await;
                let answer = send(&app, &headers, &[&form[..], &[("client_id", other)]].concat()).await;
                is_refused(&answer, other);
                watch.is_unmoved(other, Some(("client.auth_failed", ""))).await;
            }
        }
        assert_eq!(send(&app, &basic(right()), &[GRANT, ("client_id", SERVICE.0)]).await.status, 200);
        assert_eq!(send(&app, &[], &[&typed[..], &[("client_id", "keyed")]].concat()).await.status, 200);
    }

    /// A public client cannot be another by its id, and a secret beside it makes it no confidential one.
    async fn a_public_client_proves_nothing(app: TestApp) {
        for more in [vec![("client_secret", "x")], vec![("client_secret", WEB.1.unwrap())]] {
            let mut watch = Watch::over(&app).await;
            let form = [&[("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", SPA.0)], &more[..]].concat();
            let answer = send(&app, &[], &form).await;
            watch.is_json("a secret of a public client", &answer, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
        }
    }
}
