//! A client's life, and where its secret rests.

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

#[tokio::test]
async fn an_update_changes_what_is_given_or_everything() {
    let desk = Desk::open().await;
    create(&desk.office, &with(web("web"), json!({"first_party": true}))).await.unwrap();
    let some = object(json!({"client_name": "Renamed", "contacts": ["ops@rp.test"]}));
    let updated = update(&desk.office, "web", Given::Some(&some)).await.unwrap();
    assert!(updated.secret.is_none() && updated.client.metadata.first_party);
    assert_eq!(updated.client.metadata.client_name.as_deref(), Some("Renamed"));
    let updated = update(&desk.office, "web", Given::Some(&object(json!({"contacts": null})))).await.unwrap();
    assert!(updated.client.metadata.contacts.is_empty());
    let all = object(json!({"redirect_uris": ["https://rp.test/other"]}));
    let updated = update(&desk.office, "web", Given::All(&all)).await.unwrap();
    assert!(!updated.client.metadata.first_party && updated.client.metadata.client_name.is_none());
    assert_eq!(find(&desk.office, "web").await.unwrap().metadata, updated.client.metadata);

    let refused = update(&desk.office, "web", Given::Some(&object(json!({"scope": "\t"})))).await;
    assert!(matches!(refused, Err(AdminError::Metadata(_))));
    let renamed = update(&desk.office, "web", Given::Some(&object(json!({"client_id": "other"})))).await;
    assert!(renamed.unwrap_err().to_string().contains("an id never changes"));
    let missing = update(&desk.office, "nobody", Given::Some(&some)).await;
    assert!(matches!(missing, Err(AdminError::NotFound { .. })));
}

#[tokio::test]
async fn a_change_to_client_secret_jwt_makes_a_new_secret_and_back_again_too() {
    let desk = Desk::open().await;
    let method = |name: &str| object(json!({"token_endpoint_auth_method": name}));
    let first = create(&desk.office, &web("web")).await.unwrap().secret.unwrap();
    let post = update(&desk.office, "web", Given::Some(&method("client_secret_post"))).await.unwrap();
    assert!(post.secret.is_none());
    assert_eq!(post.client.secret_digest, Some(first.digest()), "the same secret, told otherwise");
    let jwt = update(&desk.office, "web", Given::Some(&method("client_secret_jwt"))).await.unwrap();
    assert_ne!(jwt.secret.unwrap(), first);
    assert!(jwt.client.secret_digest.is_none() && jwt.client.sealed_secret.is_some());
    let basic = update(&desk.office, "web", Given::Some(&method("client_secret_basic"))).await.unwrap();
    assert!(basic.secret.is_some() && basic.client.sealed_secret.is_none());
    let public = update(&desk.office, "web", Given::Some(&method("none"))).await.unwrap();
    assert!(public.secret.is_none() && public.client.secret_digest.is_none());
    let told = rotate_secret(&desk.office, "web", None).await.unwrap_err().to_string();
    assert!(told.contains("authenticates by none and has no secret"), "{told}");
}

#[tokio::test]
async fn a_seeded_service_has_no_secret_until_one_is_made() {
    let desk = Desk::open().await;
    assert!(find(&desk.office, "ticker").await.unwrap().secret_digest.is_none());
    let made = rotate_secret(&desk.office, "ticker", None).await.unwrap();
    let kept = find(&desk.office, "ticker").await.unwrap();
    assert_eq!(kept.secret_digest, made.secret.map(|secret| secret.digest()));
    let chosen = crate::secret::Secret::new("a secret of my own");
    rotate_secret(&desk.office, "ticker", Some(chosen.clone())).await.unwrap();
    assert_eq!(find(&desk.office, "ticker").await.unwrap().secret_digest, Some(chosen.digest()));
    let weak = rotate_secret(&desk.office, "ticker", Some(crate::secret::Secret::new("weak"))).await;
    assert!(matches!(weak, Err(AdminError::Metadata(_))));
}

#[tokio::test]
async fn to_put_a_client_adds_it_or_replaces_what_is_known_of_it() {
    let desk = Desk::open().await;
    let given = with(web("web"), json!({"client_secret": "a secret of my own"}));
    put(&desk.office, &given).await.unwrap();
    let again = put(&desk.office, &with(given, json!({"client_name": "Two"}))).await.unwrap();
    assert_eq!(again.secret.unwrap().expose(), "a secret of my own");
    assert_eq!(list(&desk.office).await.unwrap().iter().filter(|client| client.id == "web").count(), 1);
    assert_eq!(find(&desk.office, "web").await.unwrap().name(), "Two");
    let kept = put(&desk.office, &web("web")).await.unwrap();
    assert!(kept.secret.is_none(), "a secret that is not named stays");
    assert_eq!(kept.client.secret_digest, Some(crate::secret::Secret::new("a secret of my own").digest()));
}

#[tokio::test]
async fn what_changes_nothing_is_not_written_and_is_no_event() {
    let desk = Desk::open().await;
    for method in ["client_secret_basic", "client_secret_jwt"] {
        let given = with(
            web(method),
            json!({"token_endpoint_auth_method": method, "client_secret": "a secret of my own, 32 letters or more"}),
        );
        put(&desk.office, &given).await.unwrap();
        let first = find(&desk.office, method).await.unwrap();
        let again = put(&desk.office, &given).await.unwrap();
        assert_eq!(again.client, first);
        assert_eq!(again.secret.unwrap().expose(), "a secret of my own, 32 letters or more");
        assert_eq!(find(&desk.office, method).await.unwrap(), first);
        let other = with(given, json!({"client_secret": "another secret of mine, 32 letters or more"}));
        put(&desk.office, &other).await.unwrap();
        assert_ne!(find(&desk.office, method).await.unwrap(), first);
    }
    let mut events = desk.events().await;
    events.sort();
    assert_eq!(events, ["client.changed", "client.changed", "client.created", "client.created"]);
}

#[tokio::test]
async fn every_change_reaches_who_cached_the_client() {
    let desk = Desk::open().await;
    let cache = ClientCache::new(&desk.office.db);
    create(&desk.office, &web("web")).await.unwrap();
    let seen = async || cache.find(&desk.office.db, "web").await.unwrap();
    assert!(seen().await.unwrap().is_enabled());
    set_enabled(&desk.office, "web", false).await.unwrap();
    assert!(!seen().await.unwrap().is_enabled());
    assert!(describe(&seen().await.unwrap())["disabled_at"].is_i64());
    set_enabled(&desk.office, "web", true).await.unwrap();
    assert!(seen().await.unwrap().is_enabled());
    delete(&desk.office, "web").await.unwrap();
    assert!(seen().await.is_none());
    assert!(matches!(delete(&desk.office, "web").await, Err(AdminError::NotFound { .. })));
    let mut events = desk.events().await;
    events.sort();
    assert_eq!(events, ["client.changed", "client.changed", "client.created", "client.deleted"]);
}

#[tokio::test]
async fn a_new_origin_of_a_public_client_is_known_at_once() {
    let desk = Desk::open().await;
    let cache = ClientCache::new(&desk.office.db);
    let origins = async || {
        let clients = cache.public(&desk.office.db).await.unwrap();
        clients.iter().flat_map(|client| client.metadata.allowed_origins.clone()).collect::<Vec<_>>()
    };
    create(&desk.office, &web("confidential")).await.unwrap();
    assert!(origins().await.is_empty());
    let spa = json!({"client_id": "spa", "redirect_uris": ["https://spa.test/cb"],
        "token_endpoint_auth_method": "none", "allowed_origins": ["https://spa.test"]});
    create(&desk.office, &object(spa)).await.unwrap();
    assert_eq!(origins().await, ["https://spa.test"]);
    let moved = object(json!({"allowed_origins": ["https://moved.test"]}));
    update(&desk.office, "spa", Given::Some(&moved)).await.unwrap();
    assert_eq!(origins().await, ["https://moved.test"]);
    set_enabled(&desk.office, "spa", false).await.unwrap();
    delete(&desk.office, "spa").await.unwrap();
    assert!(origins().await.is_empty());
}

#[tokio::test]
async fn two_who_change_a_client_at_once_both_have_their_way() {
    let desk = Desk::open().await;
    create(&desk.office, &web("web")).await.unwrap();
    let (name, contacts) =
        (object(json!({"client_name": "Two"})), object(json!({"contacts": ["a@rp.test"]})));
    let (one, two) = tokio::join!(
        update(&desk.office, "web", Given::Some(&name)),
        update(&desk.office, "web", Given::Some(&contacts))
    );
    one.and(two).unwrap();
    let metadata = find(&desk.office, "web").await.unwrap().metadata;
    assert_eq!((metadata.client_name.as_deref(), metadata.contacts.len()), (Some("Two"), 1));
}

#[tokio::test]
async fn no_token_of_a_removed_client_comes_back_to_life_with_its_id() {
    let desk = Desk::open().await;
    create(&desk.office, &web("web")).await.unwrap();
    let (family, other) = (family(&desk, "web"), family(&desk, "other"));
    let (id, kept) = (family.id, other.id);
    let insert = async move |tx: &Transaction| {
        token_families::insert(tx, &family).await?;
        token_families::insert(tx, &other).await
    };
    desk.office.db.write(insert).await.unwrap();
    delete(&desk.office, "web").await.unwrap();
    create(&desk.office, &web("web")).await.unwrap();
    let is_live = async |id| {
        let family = token_families::find(desk.office.db.reader(), id).await.unwrap();
        family.is_some_and(|family| family.is_live(desk.now()))
    };
    assert!(!is_live(id).await);
    assert!(is_live(kept).await, "another client's tokens stay");
}

fn family(desk: &Desk, client: &str) -> TokenFamily {
    let now = desk.now();
    let day = chrono::TimeDelta::days(1);
    TokenFamily {
        id: desk.office.entropy.row_id(now),
        client_id: client.to_owned(),
        idle_expires_at: now + day,
        absolute_expires_at: now + day,
        ..testing::family(1)
    }
}
