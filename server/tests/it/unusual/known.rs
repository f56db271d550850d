//! A stranger who guesses never locks the owner out of a device that has signed in before (LG-010, `users-want` 23).

use entity::session;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::json;

use super::{LONDON, PARIS, app_with, browser_at, forget_all_but_known, try_as_ada, visit};
use crate::accounts::PASSWORD;
use crate::support::app::Answer;
use crate::support::{Browser, TestApp, in_each_setup};

/// So many wrong guesses, each in a browser of its own at this address; the status of the last.
async fn guesses(app: &TestApp, address: &str, count: usize) -> u16 {
    let mut last = 0;
    for _ in 0..count {
        last = try_as_ada(&mut browser_at(app, address), "guess").await.answer.status;
    }
    last
}

in_each_setup! {
    async fn a_device_that_signed_in_before_is_not_locked_out_by_strangers(app: TestApp) {
        let mut owner = Browser::new(&app);
        visit(&mut owner).await;
        // From the very address of the owner.
        for _ in 0..6 {
            try_as_ada(&mut Browser::new(&app), "guess").await;
        }
        let stranger = try_as_ada(&mut Browser::new(&app), app.user.password).await;
        assert_eq!(stranger.answer.status, 429, "an unknown browser waits, whatever it types");
        visit(&mut owner).await;
    }

    async fn it_has_counts_of_its_own_and_knows_its_account_alone(app: TestApp) {
        app.add_user(json!({"preferred_username": "grace", "password": PASSWORD})).await;
        let mut owner = Browser::new(&app);
        visit(&mut owner).await;
        for _ in 0..5 {
            assert_eq!(try_as_ada(&mut owner, "guess").await.answer.status, 400);
        }
        assert_eq!(try_as_ada(&mut owner, app.user.password).await.answer.status, 429, "its own guesses count");
        visit(&mut Browser::new(&app)).await;
        // What ada's browser is known by counts for nobody else.
        let mut other = Browser::new(&app);
        other.cookies.clone_from(&owner.cookies);
        forget_all_but_known(&mut other);
        for _ in 0..5 {
            let mut stranger = Browser::new(&app);
            let page = stranger.open("/sign-in").await;
            stranger.submit(&page, &[("username", "grace"), ("password", "guess")]).await;
        }
        let page = other.open("/sign-in").await;
        let refused = other.submit(&page, &[("username", "grace"), ("password", PASSWORD)]).await;
        assert_eq!(refused.answer.status, 429);
    }

    async fn a_cookie_that_is_made_up_or_from_before_a_reset_is_as_good_as_none(app: TestApp) {
        let mut owner = Browser::new(&app);
        visit(&mut owner).await;
        let cookie = owner.cookies.clone();
        let password = signet::secret::Secret::new(app.user.password);
        signet::admin::users::set_password(&app.office(), "ada", &password).await.unwrap();
        for _ in 0..5 {
            try_as_ada(&mut Browser::new(&app), "guess").await;
        }
        let (name, value) = cookie.iter().next().unwrap();
        let mut flipped = value.clone().into_bytes();
        flipped[30] = if flipped[30] == b'A' { b'B' } else { b'A' };
        for value in [value.clone(), String::from_utf8(flipped).unwrap(), String::new(), "x.y".to_owned()] {
            let mut browser = Browser::new(&app);
            browser.cookies.insert(name.clone(), value.clone());
            assert_eq!(try_as_ada(&mut browser, app.user.password).await.answer.status, 429, "{value}");
        }
    }

    async fn an_application_keeps_the_token_of_a_device(app: TestApp) {
        let secret = "mobile-secret-with-plenty-of-characters-0123456";
        app.add_client(json!({
            "client_id": "mobile", "client_secret": secret, "first_party": true, "direct_login": true,
            "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://mobile.test/cb"],
        }))
        .await;
        let login = async |password: &str, device: Option<&str>| {
            let body = json!({"username": "ada", "password": password, "device_token": device});
            let request = app.http.post(app.at("/v1/auth/login")).basic_auth("mobile", Some(secret));
            let request = request.header("content-type", "application/json").body(body.to_string());
            Answer::of(request.send().await.unwrap()).await
        };
        let device = login(app.user.password, None).await.text("device_token");
        for _ in 0..5 {
            assert_eq!(login("guess", None).await.status, 403);
        }
        assert_eq!(login(app.user.password, None).await.status, 429);
        assert_eq!(login(app.user.password, Some("AAAA")).await.status, 429);
        let known = login(app.user.password, Some(&device)).await;
        assert_eq!((known.status, known.text("device_token")), (200, device));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_guesses_a_day_from_everywhere_do_not_lock_it_out() {
    let app = app_with(&[]).await;
    let mut owner = browser_at(&app, LONDON);
    visit(&mut owner).await;
    for address in 0..26 {
        guesses(&app, &format!("203.0.113.{address}"), 4).await;
    }
    assert_eq!(guesses(&app, "198.51.100.1", 1).await, 429, "the account's count of the day is full");
    assert_eq!(try_as_ada(&mut browser_at(&app, PARIS), app.user.password).await.answer.status, 429);
    visit(&mut owner).await;
}

/// What a session was begun with: the same browser in the same network is the same, to this installation alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_carries_the_fingerprint_of_its_device() {
    let app = app_with(&[]).await;
    let begun = async |app: &TestApp, address: &str| {
        let mut browser = browser_at(app, address);
        try_as_ada(&mut browser, app.user.password).await;
        let newest = session::Entity::find().order_by_desc(session::Column::Id);
        newest.one(app.services.db.reader()).await.unwrap().unwrap().device.unwrap()
    };
    let first = begun(&app, "81.0.0.7").await;
    assert_eq!(first.len(), 32);
    assert_eq!(begun(&app, "81.0.0.200").await, first, "addresses change from day to day");
    assert_ne!(begun(&app, "81.0.1.7").await, first, "another network");
    let other = app_with(&[]).await;
    assert_ne!(begun(&other, "81.0.0.7").await, first, "elsewhere it says nothing");
}
