//! `/v1/auth/sessions` and `/v1/auth/logout`.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Caller, is_problem, partner_tokens};
use crate::support::app::PARTNER;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

async fn listed(caller: &Caller<'_>) -> Vec<Value> {
    let answer = caller.get("/v1/auth/sessions").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

in_each_setup! {
    async fn a_person_sees_where_they_are_signed_in_and_ends_it(app: TestApp) {
        let mut elsewhere = Browser::new(&app);
        let other = Caller::at(&app, &mut elsewhere).await;
        app.travel(60);
        let here = Caller::ada(&app).await;
        let sessions = listed(&here).await;
        assert_eq!(sessions.len(), 2);
        assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&true.into(), &false.into()));
        assert_eq!(sessions[1]["client_ids"], json!(["web"]));
        assert!(sessions[1]["address"].is_string() && sessions[1]["amr"] == json!(["pwd"]));

        let one = format!("/v1/auth/sessions/{}", sessions[1]["id"].as_str().unwrap());
        assert_eq!(here.asks(Method::DELETE, &one).await.status, 204);
        is_problem(&other.get("/v1/users/me").await, 401, "invalid-token");
        assert_eq!(listed(&here).await.len(), 1);
        is_problem(&here.asks(Method::DELETE, &one).await, 404, "not-found");
        assert_eq!(app.count_events("session.revoked").await, 1);
        let again = AuthorizationRequest::default().with("prompt", "none").open(&mut elsewhere).await;
        assert_eq!(again.parameter("error").as_deref(), Some("login_required"));
    }

    async fn the_list_comes_page_by_page(app: TestApp) {
        let mut last = Caller::ada(&app).await;
        for _ in 0..4 {
            app.travel(60);
            last = Caller::ada(&app).await;
        }
        let all: Vec<Value> = listed(&last).await.into_iter().map(|session| session["id"].clone()).collect();
        let (mut seen, mut path) = (Vec::new(), "/v1/auth/sessions?limit=2".to_owned());
        loop {
            let page = last.get(&path).await.json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|session| session["id"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/auth/sessions?limit=2&cursor={next}");
        }
        assert_eq!((seen.len(), &seen), (5, &all));
        is_problem(&last.get("/v1/auth/sessions?cursor=x").await, 422, "invalid");
        is_problem(&last.get("/v1/auth/sessions?page=2").await, 400, "malformed");
    }

    async fn what_is_anothers_looks_like_what_is_not_there(app: TestApp) {
        let grace = json!({"preferred_username": "grace", "password": "another long password"});
        app.add_user(grace).await;
        let ada = Caller::ada(&app).await;
        let hers = listed(&ada).await[0]["id"].as_str().unwrap().to_owned();
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let answered = browser.submit(&page, &[("username", "grace"), ("password", "another long password")]).await;
        let token = AuthorizationRequest::default().exchange(&app, &answered.code()).await.text("access_token");
        let grace = Caller::with(&app, &token);
        let mut bodies = Vec::new();
        for id in [hers.as_str(), "0190f6a2-7c1b-7def-8a2b-1234567890ab", "x", "..%2F.."] {
            let refused = grace.asks(Method::DELETE, &format!("/v1/auth/sessions/{id}")).await;
            is_problem(&refused, 404, "not-found");
            bodies.push(refused.body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1);
        is_problem(&grace.asks(Method::DELETE, "/v1/auth/sessions/%00").await, 404, "not-found");
        assert_eq!(ada.get("/v1/users/me").await.status, 200);
    }

    async fn signing_out_ends_this_session_or_all_and_says_how_many(app: TestApp) {
        let mut places = Vec::new();
        for _ in 0..3 {
            places.push(Caller::ada(&app).await);
        }
        let out = places[0].sends(Method::POST, "/v1/auth/logout", &json!({}), None).await;
        assert_eq!((out.status, out.json()), (200, json!({"revoked": 1})));
        is_problem(&places[0].get("/v1/users/me").await, 401, "invalid-token");
        assert_eq!(places[1].get("/v1/users/me").await.status, 200);
        let out = places[1].sends(Method::POST, "/v1/auth/logout", &json!({"all_devices": true}), None).await;
        assert_eq!(out.json(), json!({"revoked": 2}));
        for place in &places {
            is_problem(&place.get("/v1/users/me").await, 401, "invalid-token");
        }
        let fresh = Caller::ada(&app).await;
        for wrong in [json!({"all_devices": "yes"}), json!({"everywhere": true})] {
            is_problem(&fresh.sends(Method::POST, "/v1/auth/logout", &wrong, None).await, 422, "invalid");
        }
    }

    /// User service, section 3: what may act alone goes on when the person signs out here, and ends when they sign out everywhere.
    async fn signing_out_here_leaves_third_parties_what_they_may_do_alone(app: TestApp) {
        let mut browser = Browser::new(&app);
        let here = Caller::at(&app, &mut browser).await;
        let theirs = partner_tokens(&app, &mut browser, "openid offline_access").await.text("refresh_token");
        let refresh = async |token: &str| {
            app.token(PARTNER, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
        };
        let out = here.sends(Method::POST, "/v1/auth/logout", &json!({}), None).await;
        assert_eq!(out.json(), json!({"revoked": 1}));
        let counts = (app.count_events("logout").await, app.count_events("session.revoked").await);
        assert_eq!(counts, (1, 0));
        let next = refresh(&theirs).await;
        assert_eq!(next.status, 200, "{}", next.body);
        let there = Caller::ada(&app).await;
        there.sends(Method::POST, "/v1/auth/logout", &json!({"all_devices": true}), None).await;
        refresh(&next.text("refresh_token")).await.is_error(400, "invalid_grant");
    }

    async fn ending_a_session_from_the_list_ends_what_third_parties_hold_too(app: TestApp) {
        let mut browser = Browser::new(&app);
        let there = Caller::at(&app, &mut browser).await;
        let kept = partner_tokens(&app, &mut browser, "openid offline_access").await.text("refresh_token");
        let session = listed(&there).await[0]["id"].as_str().unwrap().to_owned();
        let here = Caller::ada(&app).await;
        assert_eq!(here.asks(Method::DELETE, &format!("/v1/auth/sessions/{session}")).await.status, 204);
        let refused = app.token(PARTNER, &[("grant_type", "refresh_token"), ("refresh_token", &kept)]).await;
        refused.is_error(400, "invalid_grant");
    }
}
