//! Section B: how a client's form and its credentials are read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{FORM, encoded};
use crate::support::app::{Answer, SERVICE, WEB};
use crate::support::authorization::VERIFIER;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const GRANT: &str = "grant_type=client_credentials";
/// The report's secret, with a tail that makes it long enough for us.
const SECRET: &str = "Ab+c/1=d:e%f g-and-a-tail-of-plain-characters";
const TAIL: &str = "-and-a-tail-of-plain-characters";

async fn post(app: &TestApp, path: &str, authorization: &[&str], body: &str) -> Answer {
    let mut request = app.http.post(app.at(path)).header("content-type", FORM).body(body.to_owned());
    for value in authorization {
        request = request.header("authorization", *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

async fn service(app: &TestApp, id: &str, method: &str) {
    app.add_client(json!({
        "client_id": id, "client_secret": SECRET, "token_endpoint_auth_method": method,
        "grant_types": ["client_credentials"], "response_types": [], "scope": "read",
    }))
    .await;
}

in_each_setup! {
    /// BR-05: reserved characters of a secret survive form-encoded Basic and the form body, at every endpoint.
    async fn reserved_characters_of_a_secret(app: TestApp) {
        service(&app, "by~basic", "client_secret_basic").await;
        service(&app, "by~post", "client_secret_post").await;
        let ways = [
            (vec![basic(&format!("by~basic:Ab%2Bc%2F1%3Dd%3Ae%25f+g{TAIL}"))], String::new()),
            (vec![basic(&format!("by~basic:Ab%2Bc%2F1%3Dd%3Ae%25f%20g{TAIL}"))], String::new()),
            (vec![basic(&format!("by%7Ebasic:Ab%2bc%2f1%3dd%3ae%25f+g{TAIL}"))], String::new()),
            (vec![], format!("&client_id=by~post&client_secret=Ab%2Bc%2F1%3Dd%3Ae%25f%20g{TAIL}")),
            (vec![], format!("&client_id=by%7Epost&client_secret=Ab%2Bc%2F1%3Dd%3Ae%25f+g{TAIL}")),
        ];
        for (headers, more) in ways {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            for (path, body) in [("/token", GRANT), ("/introspect", "token=x"), ("/revoke", "token=x")] {
                let answer = post(&app, path, &headers, &format!("{body}{more}")).await;
                assert_eq!(answer.status, 200, "{path} {headers:?} {more}: {}", answer.body);
            }
        }
        let literal = basic(&format!("by~basic:{SECRET}"));
        post(&app, "/token", &[&literal], GRANT).await.is_error(401, "invalid_client");
    }

    /// BR-07: an id or a secret that we make up reads the same encoded or not.
    async fn generated_secrets_are_plain(app: TestApp) {
        let plain = |text: &str| {
            assert!(text.len() >= 22 && encoded(text) == text && !text.contains(['.', '*']), "{text}");
        };
        for count in 0..50 {
            let made = app.add_client(json!({ "grant_types": ["client_credentials"], "response_types": [], "scope": "read" })).await;
            let id = made["client_id"].as_str().unwrap();
            plain(id);
            plain(made["client_secret"].as_str().unwrap());
            let turned = signet::admin::clients::rotate_secret(&app.office(), id, None).await.unwrap().answer();
            let secret = turned["client_secret"].as_str().unwrap();
            plain(secret);
            if count == 0 {
                let raw = basic(&format!("{id}:{secret}"));
                assert_eq!(post(&app, "/token", &[&raw], GRANT).await.status, 200);
            }
        }
    }

    /// BR-08: the media type of a form is compared without parameters and case, wherever a form is taken.
    async fn a_charset_with_the_media_type(app: TestApp) {
        let tokens = AuthorizationRequest::default().tokens(&app).await;
        let token = format!("access_token={}", tokens.text("access_token"));
        let service = basic(&format!("{}:{}", SERVICE.0, SERVICE.1.unwrap()));
        let authorize = AuthorizationRequest::default().query();
        for media_type in [
            "application/x-www-form-urlencoded;charset=UTF-8",
            "application/x-www-form-urlencoded; charset=utf-8",
            "application/x-www-form-urlencoded ; charset=\"UTF-8\"",
            "Application/X-WWW-Form-Urlencoded",
        ] {
            for (path, body, expected) in [
                ("/token", GRANT, 200),
                ("/introspect", "token=x", 200),
                ("/revoke", "token=x", 200),
                ("/userinfo", token.as_str(), 200),
                ("/authorize", authorize.as_str(), 303),
                ("/logout", "client_id=web", 303),
            ] {
                let mut request = app.http.post(app.at(path)).header("content-type", media_type).body(body.to_owned());
                if ["/token", "/introspect", "/revoke"].contains(&path) {
                    request = request.header("authorization", &service);
                }
                let answer = Answer::of(request.send().await.unwrap()).await;
                assert_eq!(answer.status, expected, "{path} as {media_type}: {}", answer.body);
            }
        }
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", app.user.password)]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = app.http.post(app.at(&action)).header("cookie", cookies.join("; ")).body(body);
        let sent = sent.header("content-type", "application/x-www-form-urlencoded; charset=UTF-8").send().await.unwrap();
        assert!(sent.headers()["location"].to_str().unwrap().contains("code="), "a page's form too");
    }

    /// BR-10: Basic with the same `client_id` in the body is one method; two secrets are not, and burn no code.
    async fn one_method_of_authentication(app: TestApp) {
        let secret = WEB.1.unwrap();
        let good = basic(&format!("web:{secret}"));
        let request = AuthorizationRequest::default();
        let code = request.code(&app).await;
        let exchange = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={VERIFIER}",
            encoded("https://rp.test/cb")
        );
        for (headers, more, (status, error)) in [
            (vec![good.as_str()], "&client_id=other".to_owned(), (400, "invalid_request")),
            (vec![&good], "&client_id=partner".to_owned(), (400, "invalid_request")),
            (vec![&good], format!("&client_id=web&client_secret={secret}"), (400, "invalid_request")),
            (vec![&good], "&client_secret=WRONG".to_owned(), (400, "invalid_request")),
            (vec![&good], "&client_assertion_type=x&client_assertion=a.b.c".to_owned(), (400, "invalid_request")),
            (vec![&good, &good], String::new(), (400, "invalid_request")),
            (vec![&good, "Bearer x"], String::new(), (400, "invalid_request")),
            (vec![], format!("&client_id=web&client_secret={secret}"), (401, "invalid_client")),
        ] {
            let answer = post(&app, "/token", &headers, &format!("{exchange}{more}")).await;
            answer.is_error(status, error);
        }
        let answer = post(&app, "/token", &[&good], &format!("{exchange}&client_id=web")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}
