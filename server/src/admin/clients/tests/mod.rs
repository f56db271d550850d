//! A client's life, and where its secret rests.

mod changes;

use serde_json::{Map, Value, json};

use super::*;
use crate::admin::Office;
use crate::admin::testing::{Desk, object};
use crate::client_auth::sealed_place;
use crate::model::token_family::{TokenFamily, testing};
use crate::store::client_cache::ClientCache;
use crate::store::{Transaction, token_families};

fn web(id: &str) -> Map<String, Value> {
    object(json!({"client_id": id, "client_name": "Web", "redirect_uris": ["https://rp.test/cb"]}))
}

fn with(mut base: Map<String, Value>, changes: Value) -> Map<String, Value> {
    base.extend(object(changes));
    base
}

async fn refusal(desk: &Desk, given: Value) -> String {
    create(&desk.office, &object(given)).await.unwrap_err().to_string()
}

#[tokio::test]
async fn the_answer_is_that_of_rfc_7591_and_shows_the_secret_once() {
    let desk = Desk::open().await;
    let made = create(&desk.office, &with(web("web"), json!({"unheard_of": 1}))).await.unwrap();
    let answer = made.answer();
    assert_eq!(answer["client_id"], "web");
    assert_eq!(answer["client_id_issued_at"], desk.now().timestamp());
    assert_eq!(answer["client_secret_expires_at"], 0);
    assert_eq!(answer["redirect_uris"], json!(["https://rp.test/cb"]));
    assert_eq!(answer["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(made.ignored, ["unheard_of"]);
    let secret = answer["client_secret"].as_str().unwrap();
    assert_eq!(secret.len(), 43);
    assert!(describe(&find(&desk.office, "web").await.unwrap()).get("client_secret").is_none());
    assert!(!format!("{made:?}").contains(secret));
    assert_eq!(desk.events().await, ["client.created"]);
}

#[tokio::test]
async fn br_07_fifty_generated_ids_and_secrets_need_no_encoding() {
    let desk = Desk::open().await;
    let given = object(json!({"redirect_uris": ["https://rp.test/cb"]}));
    let plain = |text: &str| {
        text.len() >= 22 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    for _ in 0..50 {
        let made = create(&desk.office, &given).await.unwrap();
        let rotated = rotate_secret(&desk.office, &made.client.id, None).await.unwrap();
        assert!(plain(&made.client.id));
        assert!(plain(made.secret.unwrap().expose()) && plain(rotated.secret.unwrap().expose()));
    }
}

#[tokio::test]
async fn a_secret_rests_as_a_digest_or_sealed_and_never_in_the_clear() {
    let desk = Desk::open().await;
    for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let made = create(&desk.office, &with(web(method), json!({"token_endpoint_auth_method": method})))
            .await
            .unwrap();
        let secret = made.secret.unwrap();
        assert!(!desk.at_rest(secret.expose()), "{method}");
        let kept = find(&desk.office, method).await.unwrap();
        if method == "client_secret_jwt" {
            let opened =
                desk.office.sealer.open(&sealed_place(method), &kept.sealed_secret.unwrap()).unwrap();
            assert_eq!(opened.as_slice(), secret.expose().as_bytes());
            assert_eq!(kept.secret_digest, None);
        } else {
            assert_eq!(kept.secret_digest, Some(secret.digest()));
            assert_eq!(kept.sealed_secret, None);
        }
    }
    assert!(desk.at_rest("client_secret_post"), "the search itself works");
}

#[tokio::test]
async fn an_operator_may_choose_id_and_secret_within_rules() {
    let desk = Desk::open().await;
    let chosen = "Ab+c/1=d:e%f g";
    let made = create(&desk.office, &with(web("own"), json!({"client_secret": chosen}))).await.unwrap();
    assert_eq!(made.answer()["client_secret"], chosen);
    assert!(!desk.at_rest(chosen));
    let bad = |changes: Value| Value::Object(with(web("x"), changes));
    for (given, part) in [
        (bad(json!({"client_id": "018f6a2e-7c1b-7def-8a2b-1234567890ab"})), "ids of people"),
        (bad(json!({"client_id": "a b"})), "client_id: expected 1 to 100"),
        (bad(json!({"client_id": 5})), "client_id: expected a string"),
        (bad(json!({"client_secret": "short"})), "client_secret: expected 12 to 256"),
        (bad(json!({"client_secret": "caf\u{e9} au lait, s'il vous pla\u{ee}t"})), "printable ASCII"),
        (bad(json!({"client_secret": chosen, "token_endpoint_auth_method": "none"})), "none has no secret"),
        (
            bad(json!({"client_secret": chosen, "token_endpoint_auth_method": "client_secret_jwt"})),
            "expected 32",
        ),
    ] {
        let told = refusal(&desk, given.clone()).await;
        assert!(told.starts_with("invalid_client_metadata: ") && told.contains(part), "{given}: {told}");
        assert!(!told.contains(chosen));
    }
    let dev = Office { is_dev: true, ..desk.office.clone() };
    create(&dev, &with(web("dev"), json!({"client_secret": "short"}))).await.unwrap();
}

#[tokio::test]
async fn br_04_a_refused_redirect_uri_has_its_registered_code() {
    let desk = Desk::open().await;
    let told = refusal(&desk, json!({"redirect_uris": ["javascript:alert(1)"]})).await;
    assert!(
        told.starts_with("invalid_redirect_uri: redirect_uris: redirect URI javascript:alert(1): "),
        "{told}"
    );
    assert!(desk.events().await.is_empty());
}

#[tokio::test]
async fn an_id_is_given_once() {
    let desk = Desk::open().await;
    create(&desk.office, &web("web")).await.unwrap();
    let told = create(&desk.office, &web("web")).await.unwrap_err();
    assert!(matches!(told, AdminError::Taken(_)));
    assert!(told.to_string().contains("`signet client update web`"));
    assert_eq!(desk.events().await, ["client.created"], "what failed is not recorded as done");
}
