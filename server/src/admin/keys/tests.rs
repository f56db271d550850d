//! Rotation over a real store, by two who do not know of each other.

use chrono::TimeDelta;
use serde_json::json;

use super::*;
use crate::admin::testing::{Desk, object, policy, sealer};
use crate::admin::{canary, clients, users};
use crate::authn::totp::with_place;
use crate::client_auth::sealed_place;
use crate::keys::keyring::Keyring;
use crate::model::signing_key::KeyState;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::store::changes::{Change, Kind};
use crate::store::{Db, DbOptions, testing, totp};

async fn states(office: &Office) -> Vec<(&'static str, &'static str)> {
    let mut states: Vec<_> =
        list(office).await.unwrap().iter().map(|key| (key.purpose.as_str(), key.state.as_str())).collect();
    states.sort_unstable();
    states
}

async fn ring(desk: &Desk) -> Keyring {
    Keyring::open(&list(&desk.office).await.unwrap(), &desk.office.sealer, desk.now()).unwrap()
}

/// The same database, opened a second time, as another process would.
async fn second(desk: &Desk) -> Office {
    let db = Db::open(desk.scratch.address(), &DbOptions::default()).await.unwrap();
    Office { db, ..desk.office.clone() }
}

#[tokio::test]
async fn a_first_start_makes_every_key_and_then_rests() {
    let desk = Desk::open().await;
    let done = keep_up(&desk.office).await.unwrap();
    assert_eq!(done.len(), 3);
    assert!(done.iter().all(|change| change.what == KeyAct::Activated));
    assert_eq!(states(&desk.office).await, [("ES256", "active"), ("RS256", "active"), ("token", "active")]);
    assert_eq!(keep_up(&desk.office).await.unwrap(), []);
    let ring = ring(&desk).await;
    assert_eq!(ring.algorithms(), [SigningAlgorithm::RS256, SigningAlgorithm::ES256]);
    assert_eq!(desk.events().await, ["key.created"; 3]);
}

#[tokio::test]
async fn no_private_half_is_at_rest_or_shown() {
    let desk = Desk::open().await;
    keep_up(&desk.office).await.unwrap();
    let keys = list(&desk.office).await.unwrap();
    let key = keys.iter().find(|key| key.purpose.as_str() == "ES256").unwrap();
    let place = crate::keys::sealed_place(&key.id);
    let opened = desk.office.sealer.open(&place, &key.sealed_private).unwrap();
    let private: serde_json::Value = serde_json::from_slice(&opened).unwrap();
    assert!(!desk.at_rest(private["d"].as_str().unwrap()));
    assert!(desk.at_rest(private["x"].as_str().unwrap()), "the search itself works");
    let shown = describe(key).to_string();
    assert!(!shown.contains(private["d"].as_str().unwrap()) && !shown.contains("sealed"));
}

#[tokio::test]
async fn two_first_starts_at_once_end_with_one_key_each() {
    let desk = Desk::open().await;
    let other = second(&desk).await;
    let (one, two) = tokio::join!(keep_up(&desk.office), keep_up(&other));
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 3, "one of them made all, the other none");
    assert_eq!(states(&other).await, [("ES256", "active"), ("RS256", "active"), ("token", "active")]);
}

#[tokio::test]
async fn instances_on_postgres_let_one_win_too() {
    let Some(address) = testing::own_postgres().await else {
        return;
    };
    let desk = Desk::over(testing::migrated_postgres(&address).await);
    let other = second(&desk).await;
    let (one, two) = tokio::join!(keep_up(&desk.office), keep_up(&other));
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 3);
    desk.clock.advance(TimeDelta::days(90));
    let (one, two) = tokio::join!(rotate_now(&desk.office, true), rotate_now(&other, true));
    one.and(two).unwrap();
    let states = states(&other).await;
    assert_eq!(states.iter().filter(|(_, state)| *state == "active").count(), 3, "{states:?}");
    tokio::join!(desk.office.db.close(), other.db.close());
    testing::drop_postgres(&address).await;
}

#[tokio::test]
async fn the_calendar_publishes_promotes_retires_and_drops_for_whoever_asks() {
    let desk = Desk::open().await;
    let other = second(&desk).await;
    keep_up(&desk.office).await.unwrap();
    let token = ring(&desk).await.sign(SigningAlgorithm::ES256, "JWT", &serde_json::Map::new()).unwrap();
    desk.clock.advance(TimeDelta::days(89));
    let published = keep_up(&other).await.unwrap();
    assert!(published.iter().all(|change| change.what == KeyAct::Published) && published.len() == 3);
    assert_eq!(keep_up(&desk.office).await.unwrap(), []);
    desk.clock.advance(TimeDelta::days(1));
    let (one, two) = tokio::join!(keep_up(&desk.office), keep_up(&other));
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 6, "three retire and three begin, once");
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_ok(), "what the old key signed verifies");
    desk.clock.advance(TimeDelta::hours(2));
    let dropped = keep_up(&desk.office).await.unwrap();
    assert!(dropped.iter().all(|change| change.what == KeyAct::Dropped) && dropped.len() == 2);
    let retired = list(&desk.office).await.unwrap();
    let retired: Vec<_> = retired.iter().filter(|key| key.state == KeyState::Retired).collect();
    assert!(
        retired.len() == 1 && retired[0].purpose == KeyPurpose::Token,
        "tokens live longer than signatures"
    );
}

#[tokio::test]
async fn a_rotation_by_command_waits_for_the_publication_unless_it_is_forced() {
    let desk = Desk::open().await;
    keep_up(&desk.office).await.unwrap();
    let first = rotate_now(&desk.office, false).await.unwrap();
    let ready = desk.now() + TimeDelta::days(1);
    assert!(first.done.iter().all(|change| change.what == KeyAct::Published) && first.done.len() == 3);
    assert!(first.waiting.len() == 3 && first.waiting.iter().all(|(_, at)| *at == ready));
    let again = rotate_now(&desk.office, false).await.unwrap();
    assert_eq!((again.done, again.waiting), (Vec::new(), first.waiting));
    let other = second(&desk).await;
    let (one, two) = tokio::join!(rotate_now(&desk.office, true), rotate_now(&other, true));
    let active =
        |rotated: &Rotated| rotated.done.iter().filter(|change| change.what == KeyAct::Activated).count();
    assert_eq!((active(&one.unwrap()), active(&two.unwrap())), (3, 3), "each rotated, one after the other");
    assert_eq!(states(&desk.office).await.iter().filter(|(_, state)| *state == "active").count(), 3);
}

#[tokio::test]
async fn a_retired_key_has_a_successor_and_what_it_signed_lives_or_dies_as_told() {
    let desk = Desk::open().await;
    keep_up(&desk.office).await.unwrap();
    let sign =
        async || ring(&desk).await.sign(SigningAlgorithm::ES256, "JWT", &serde_json::Map::new()).unwrap();
    let active = async || {
        let keys = list(&desk.office).await.unwrap();
        let es256 = keys.into_iter().filter(|key| key.purpose.as_str() == "ES256");
        es256.filter(|key| key.state == KeyState::Active).map(|key| key.id).next().unwrap()
    };
    let (old, token) = (active().await, sign().await);
    let done = retire(&desk.office, &old, false).await.unwrap();
    assert_eq!(
        done.iter().map(|change| change.what).collect::<Vec<_>>(),
        [KeyAct::Retired, KeyAct::Activated]
    );
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_ok());
    let told = retire(&desk.office, &old, false).await.unwrap_err().to_string();
    assert!(told.contains("is retired already and verifies until 2027-"), "{told}");
    retire(&desk.office, &old, true).await.unwrap();
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_err());
    let (stolen, token) = (active().await, sign().await);
    retire(&desk.office, &stolen, true).await.unwrap();
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_err());
    assert_ne!(active().await, stolen);
    keep_up(&desk.office).await.unwrap();
    assert!(list(&desk.office).await.unwrap().iter().all(|key| key.id != stolen && key.id != old));
    let missing = retire(&desk.office, "nokey", true).await;
    assert!(matches!(missing, Err(AdminError::NotFound { what: "key", .. })));
}

#[tokio::test]
async fn a_key_of_an_algorithm_that_is_wanted_no_more_has_no_successor() {
    let desk = Desk::open().await;
    keep_up(&desk.office).await.unwrap();
    let token = ring(&desk).await.sign(SigningAlgorithm::ES256, "JWT", &serde_json::Map::new()).unwrap();
    let mut office = desk.office.clone();
    office.keys.algorithms.retain(|algorithm| *algorithm != SigningAlgorithm::ES256);
    let keys = list(&office).await.unwrap();
    let key = keys.iter().find(|key| key.purpose.as_str() == "ES256").unwrap();
    let done = retire(&office, &key.id, false).await.unwrap();
    assert_eq!(done, [KeyChange { id: key.id.clone(), purpose: key.purpose, what: KeyAct::Retired }]);
    assert_eq!(states(&office).await, [("ES256", "retired"), ("RS256", "active"), ("token", "active")]);
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_ok(), "what it signed lives on");
    retire(&office, &key.id, true).await.unwrap();
    assert!(ring(&desk).await.verify(&token, &["JWT"]).is_err());
    let rs256 = keys.iter().find(|key| key.purpose.as_str() == "RS256").unwrap();
    assert_eq!(retire(&office, &rs256.id, false).await.unwrap().len(), 2, "what is wanted has one");
}

#[tokio::test]
async fn a_published_key_can_be_withdrawn_or_take_over() {
    let desk = Desk::open().await;
    keep_up(&desk.office).await.unwrap();
    rotate_now(&desk.office, false).await.unwrap();
    let of = async |state: KeyState| {
        let keys = list(&desk.office).await.unwrap();
        keys.into_iter()
            .find(|key| key.state == state && key.purpose.as_str() == "ES256")
            .map(|key| key.id)
            .unwrap()
    };
    let (active, next) = (of(KeyState::Active).await, of(KeyState::Next).await);
    retire(&desk.office, &active, true).await.unwrap();
    assert_eq!(of(KeyState::Active).await, next, "the one that verifiers know already");
    let withdrawn = rotate_now(&desk.office, false).await.unwrap().done[0].id.clone();
    retire(&desk.office, &withdrawn, false).await.unwrap();
    keep_up(&desk.office).await.unwrap();
    assert!(list(&desk.office).await.unwrap().iter().all(|key| key.id != withdrawn));
}

#[tokio::test]
async fn every_change_of_a_key_is_announced() {
    let desk = Desk::open().await;
    let mut news = desk.office.db.changes().subscribe();
    let done = keep_up(&desk.office).await.unwrap();
    let heard: Vec<_> = std::iter::from_fn(|| news.arrived()).collect();
    for change in done {
        assert!(heard.contains(&Change::of(Kind::Key, &change.id)), "{heard:?}");
    }
}

#[tokio::test]
async fn a_new_master_key_takes_everything_over_and_the_old_one_is_needed_no_more() {
    let desk = Desk::open().await;
    canary::ensure(&desk.office).await.unwrap();
    keep_up(&desk.office).await.unwrap();
    let given = json!({"client_id": "jwt", "redirect_uris": ["https://rp.test/cb"],
        "token_endpoint_auth_method": "client_secret_jwt"});
    let secret = clients::create(&desk.office, &object(given)).await.unwrap().secret.unwrap();
    let ada =
        users::create(&desk.office, &object(json!({"preferred_username": "ada"}))).await.unwrap().user.id;
    let key = b"12345678901234567890";
    let office = &desk.office;
    let app = with_place(ada, |place| office.sealer.seal(&*office.entropy, place, key));
    let now = desk.now();
    office.db.write(async move |tx| totp::insert(tx, ada, app, 7, now).await).await.unwrap();
    let alone = Office { sealer: sealer(2, None), ..desk.office.clone() };
    assert!(matches!(canary::ensure(&alone).await, Err(AdminError::MasterKey)));
    assert!(matches!(rewrap(&alone).await, Err(AdminError::Sealed(_))));
    let changing = Office { sealer: sealer(2, Some(1)), ..desk.office.clone() };
    assert_eq!(rewrap(&changing).await.unwrap(), Rewrapped { keys: 3, clients: 1, factors: 1 });
    assert_eq!(rewrap(&changing).await.unwrap(), Rewrapped::default());
    canary::ensure(&alone).await.unwrap();
    Keyring::open(&list(&alone).await.unwrap(), &alone.sealer, desk.now()).unwrap();
    let sealed = clients::find(&alone, "jwt").await.unwrap().sealed_secret.unwrap();
    let opened = alone.sealer.open(&sealed_place("jwt"), &sealed).unwrap();
    assert_eq!(opened.as_slice(), secret.expose().as_bytes());
    let app = totp::find(alone.db.reader(), ada).await.unwrap().unwrap();
    let opened = with_place(ada, |place| alone.sealer.open(place, &app.sealed_secret)).unwrap();
    assert_eq!((opened.as_slice(), app.last_step), (&key[..], 7));
    assert!(matches!(canary::ensure(&desk.office).await, Err(AdminError::MasterKey)), "the old key is out");
}

#[test]
fn a_policy_lets_keys_verify_as_long_as_what_they_signed_lives() {
    let config = crate::config::load(&crate::config::Sources::default()).unwrap();
    let policy_of = KeyPolicy::of(&config);
    assert!(policy_of.schedule.verify_for > config.tokens.service);
    assert!(policy_of.schedule.recognise_for > config.tokens.refresh_absolute + config.tokens.access);
    assert_eq!(policy_of.wanted().len(), 5);
    assert_eq!(policy().wanted().last(), Some(&KeyPurpose::Token));
}
