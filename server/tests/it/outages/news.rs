//! What ends or changes through one instance is felt at the other within a second, also without Redis, and at a server on
//! SQLite within a second of a command beside it.
//!
//! Each is asked directly. Nothing that is cached ends by itself within the time that is waited for here.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::outcome::{No, Outcome, Tokens};
use super::site::{Ground, Site};
use super::visitor::Visitor;
use super::{either, is_long, turn};
use crate::support::app::{SERVICE, SPA};
use crate::support::authorization::header_of;
use crate::support::databases::{empty_postgres, fresh_folder};
use crate::support::programs;
use crate::support::weather::{Line, Weather};

/// The bar is a second, which the long run holds; a busy machine is given more, less than any cache keeps.
fn bar() -> Duration {
    either(Duration::from_secs(1), Duration::from_secs(5))
}

fn is_refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> bool {
    match outcome {
        Err(No::Refused(..)) => true,
        Ok(_) => false,
        other => panic!("{other:?}"),
    }
}

/// Waits until it is felt, and says how long that took.
async fn felt(what: &str, mut is_felt: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !is_felt().await {
        assert!(began.elapsed() < bar(), "{what}: not felt after {:?}", began.elapsed());
        sleep(Duration::from_millis(5)).await;
    }
    if is_long() {
        eprintln!("news    {what:<60} {:>4} ms", began.elapsed().as_millis());
    }
}

/// Somebody signed in at the one instance, known to the other.
struct Known {
    here: Visitor,
    there: Visitor,
    tokens: Tokens,
}

impl Known {
    async fn at(site: &Site) -> Self {
        let mut here = site.visitor("10.4.0.1");
        let code = here.web_sign_in().await.unwrap();
        let tokens = here.web_tokens(&code).await.unwrap();
        let mut there = here.at(&site.instances.last().unwrap().base);
        // What the other instance may remember, it remembers.
        assert_eq!(there.introspect(&tokens.access).await, Ok(true));
        there.userinfo(&tokens.access).await.unwrap();
        there.code().await.unwrap();
        assert_eq!(there.introspect(&tokens.access).await, Ok(true));
        Self { here, there, tokens }
    }

    async fn tokens_are_dead(&self, what: &str) {
        let Self { there, tokens, .. } = self;
        felt(what, async || there.introspect(&tokens.access).await == Ok(false)).await;
        assert!(is_refused(there.userinfo(&tokens.access).await), "{what}");
    }
}

/// What a client, a person or an application ends at one instance.
async fn endings(site: &Site) {
    let known = Known::at(site).await;
    known.here.revoke(&known.tokens.access).await.unwrap();
    known.tokens_are_dead("an access token is revoked").await;

    let known = Known::at(site).await;
    known.here.revoke(&known.tokens.refresh).await.unwrap();
    known.tokens_are_dead("a refresh token is revoked").await;
    let chain = known.there.introspect(&known.tokens.refresh).await;
    assert_eq!(chain, Ok(false));

    let mut known = Known::at(site).await;
    let Tokens { id, access, .. } = known.tokens.clone();
    known.here.sign_out(&id).await.unwrap();
    felt("a session is ended", async || known.there.code().await.is_err()).await;
    felt("and its tokens with it", async || known.there.introspect(&access).await == Ok(false)).await;
}

/// What a command changes beside the running servers.
async fn commands(site: &Site) {
    let last = site.instances.len() - 1;
    let there = site.visitor_of(last, "10.4.0.2");

    let kids = async || there.get("/jwks").await.unwrap().body.matches("\"kid\"").count();
    let before = kids().await;
    site.command(&["key", "rotate", "--now"]);
    felt("a key is rotated: it is in the key set", async || kids().await > before).await;
    let fresh = site.visitor_of(last, "10.4.0.3");
    let token = fresh.client_credentials().await.unwrap();
    let kid = header_of(&token)["kid"].as_str().unwrap().to_owned();
    assert!(there.get("/jwks").await.unwrap().body.contains(&kid));
    for instance in 0..=last {
        let issued = site.visitor_of(instance, "10.4.0.4").client_credentials().await.unwrap();
        let what = "tokens of the new key count everywhere";
        felt(what, async || there.introspect_as(SERVICE, &issued).await == Ok(true)).await;
    }

    let known = Known::at(site).await;
    let mut person = site.visitor_of(last, "10.4.0.5");
    person.page_of_sign_in(SPA.0, "https://spa.test/cb").await.unwrap();
    site.command(&["client", "update", "spa", "--redirect-uri", "https://spa.test/other"]);
    let what = "a redirect URI is removed";
    felt(what, async || is_refused(person.page_of_sign_in(SPA.0, "https://spa.test/cb").await)).await;
    person.page_of_sign_in(SPA.0, "https://spa.test/other").await.unwrap();

    there.client_credentials().await.unwrap();
    site.command(&["client", "rotate-secret", "service"]);
    felt("a secret is rotated", async || is_refused(there.client_credentials().await)).await;

    let marked = async |jti: &str| there.assert(&there.asserted(jti).await.unwrap()).await;
    marked("first").await.unwrap();
    site.command(&["client", "delete", "marked"]);
    let mut number = 0;
    let gone = async || {
        number += 1;
        is_refused(marked(&format!("again-{number}")).await)
    };
    felt("a client is deleted", gone).await;

    site.command(&["user", "suspend", "ada"]);
    known.tokens_are_dead("an account is suspended").await;
    let mut session = known.there.clone();
    felt("its session ends", async || session.code().await.is_err()).await;
    let refreshed = known.there.refresh_as_web(&known.tokens.refresh).await;
    assert!(is_refused(refreshed));
}

async fn two_instances(name: &str, redis: Option<String>) {
    let _turn = turn().await;
    let Some(database) = empty_postgres().await else { return };
    let ground = Ground { redis, instances: 2, ..Ground::of(database) };
    let site = Site::start(&ground);
    if is_long() {
        eprintln!("news of one instance at the other, {name}");
    }
    endings(&site).await;
    commands(&site).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_travels_between_instances_without_redis() {
    two_instances("without Redis", None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_travels_between_instances_with_redis() {
    let Some(redis) = programs::redis() else { return };
    two_instances("with Redis", Some(redis.to_owned())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_beside_a_server_on_sqlite_is_felt() {
    let _turn = turn().await;
    let file = fresh_folder().join("signet.db");
    let site = Site::start(&Ground::of(format!("sqlite:{}", file.display())));
    if is_long() {
        eprintln!("news of a command at a server on SQLite");
    }
    commands(&site).await;
}

/// An instance that hears nothing says nothing either, and learns what it missed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_was_cut_off_believes_nothing_and_learns_what_it_missed() {
    let _turn = turn().await;
    let Some(database) = empty_postgres().await else { return };
    let mut through = url::Url::parse(&database).unwrap();
    let line = Line::to(through.port().unwrap()).await;
    through.set_port(Some(line.port)).unwrap();
    let ground = Ground { instances: 2, elsewhere: Some(through.into()), ..Ground::of(database) };
    let site = Site::start(&ground);
    let known = Known::at(&site).await;
    let before = known.there.get("/jwks").await.unwrap().body;
    line.turn(Weather::Silent);
    known.here.revoke(&known.tokens.refresh).await.unwrap();
    site.command(&["key", "rotate", "--now"]);
    // From a second on it must ask, and there is nobody to be asked.
    sleep(Duration::from_millis(1100)).await;
    for _ in 0..5 {
        let answer = known.there.introspect(&known.tokens.access).await;
        assert!(matches!(answer, Err(No::Unavailable) | Ok(false)), "{answer:?}");
    }
    line.turn(Weather::Fair);
    let back = Instant::now();
    let mut missed = known.there.introspect(&known.tokens.access).await;
    while missed != Ok(false) || known.there.get("/jwks").await.unwrap().body == before {
        assert!(back.elapsed() < Duration::from_secs(20), "{missed:?}");
        assert!(matches!(missed, Err(No::Unavailable) | Ok(false)), "{missed:?}");
        sleep(Duration::from_millis(20)).await;
        missed = known.there.introspect(&known.tokens.access).await;
    }
    if is_long() {
        eprintln!(
            "news    an instance that was cut off knows it all {:>4} ms after",
            back.elapsed().as_millis()
        );
    }
}
