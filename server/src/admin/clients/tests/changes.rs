//! What becomes of a client that is changed, put or removed.

use super::*;

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
