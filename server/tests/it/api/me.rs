//! `/v1/users/me`.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Caller, is_problem, wrong_members};
use crate::support::in_each_setup;

in_each_setup! {
    async fn a_person_reads_and_changes_their_profile(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let read = ada.get("/v1/users/me").await;
        let (before, version) = (read.json(), read.header("etag").to_owned());
        assert_eq!((read.status, &before["id"], &before["email"]), (200, &app.user.id.clone().into(), &"ada@example.com".into()));
        assert_eq!((&before["status"], &before["profile"]["name"]), (&"active".into(), &"Ada Lovelace".into()));
        assert!(!read.body.contains("argon2") && !read.body.contains("password"));

        let patch = json!({"name": "Ada King", "nickname": null, "website": "https://ada.example"});
        let changed = ada.sends(Method::PATCH, "/v1/users/me", &patch, Some(&version)).await;
        let after = changed.json();
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!((&after["profile"]["name"], &after["profile"]["nickname"]), (&"Ada King".into(), &Value::Null));
        assert_eq!(after["profile"]["birthdate"], before["profile"]["birthdate"], "what is not named stays");
        assert_ne!(changed.header("etag"), version);
        assert_eq!(app.userinfo(&ada.token).await.json()["sub"], before["id"]);
        assert_eq!(app.count_events("user.changed").await, 1);

        // Nobody writes over what they have not seen.
        let stale = ada.sends(Method::PATCH, "/v1/users/me", &json!({"name": "X"}), Some(&version)).await;
        is_problem(&stale, 412, "stale");
        assert_eq!(ada.get("/v1/users/me").await.json(), after);

        // What is so already leaves no trace.
        let same = ada.sends(Method::PATCH, "/v1/users/me", &json!({"name": "Ada King"}), None).await;
        assert_eq!((same.status, same.header("etag")), (200, changed.header("etag")));
        assert_eq!(app.count_events("user.changed").await, 1);
    }

    async fn of_two_changes_at_once_one_wins_and_neither_is_lost_unseen(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let version = ada.get("/v1/users/me").await.header("etag").to_owned();
        let change = async |name: &str| {
            ada.sends(Method::PATCH, "/v1/users/me", &json!({ "name": name }), Some(&version)).await.status
        };
        let (one, other) = tokio::join!(change("One"), change("Other"));
        assert_eq!([one, other].iter().filter(|status| **status == 200).count(), 1, "{one} {other}");
        assert_eq!([one, other].iter().filter(|status| **status == 412).count(), 1, "{one} {other}");
    }

    async fn what_is_not_the_persons_to_say_is_refused_whole(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let before = ada.get("/v1/users/me").await.json();
        let patch = json!({
            "name": "Mallory", "role": "admin", "roles": ["admin"], "groups": [], "email": "x@example.com",
            "email_verified": true, "sub": "1", "tenant": 1, "enabled": true, "mfa": true, "created_at": 0,
            "status": "active", "website": "javascript:alert(1)",
        });
        let refused = ada.sends(Method::PATCH, "/v1/users/me", &patch, None).await;
        is_problem(&refused, 422, "invalid");
        assert_eq!(wrong_members(&refused).len(), 12, "{}", refused.body);
        assert!(!refused.body.contains("alert"), "what came does not come back");
        assert_eq!(ada.get("/v1/users/me").await.json(), before);
        assert_eq!((app.count_events("request.refused").await, app.count_events("user.changed").await), (1, 0));
    }

    async fn a_body_that_is_no_object_is_refused(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let send = async |media_type: &str, body: String| {
            let request = app.http.patch(app.at("/v1/users/me")).bearer_auth(&ada.token).header("content-type", media_type);
            crate::support::app::Answer::of(request.body(body).send().await.unwrap()).await
        };
        for body in ["", "[]", "null", "{", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "\"x\""] {
            is_problem(&send("application/json", body.to_owned()).await, 400, "malformed");
        }
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
            is_problem(&send(media_type, "{}".to_owned()).await, 415, "media-type");
        }
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
        is_problem(&send("application/json", large).await, 413, "too-large");
        let merge = send("application/merge-patch+json; charset=utf-8", "{\"gender\":\"x\"}".to_owned()).await;
        assert_eq!(merge.status, 200);
    }

    async fn events_of_the_account_come_page_by_page(app: TestApp) {
        let ada = Caller::ada(&app).await;
        app.add_user(json!({"preferred_username": "grace", "password": "another long password"})).await;
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let page = ada.get(&format!("/v1/users/me/events?limit=2{cursor}")).await.json();
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.len() <= 2);
            seen.extend(items);
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut kinds: Vec<&str> = seen.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        // All of one moment, in any order.
        kinds.sort_unstable();
        assert_eq!(kinds, ["code.issued", "login.success", "token.issued", "user.registered"], "each once, nobody else's");
        let signed_in = seen.iter().find(|event| event["kind"] == "login.success").unwrap();
        assert!(signed_in["address"].is_string());
        for wrong in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
            is_problem(&ada.get(&format!("/v1/users/me/events?{wrong}")).await, 422, "invalid");
        }
        for odd in ["limit=1&limit=2", "offset=3"] {
            is_problem(&ada.get(&format!("/v1/users/me/events?{odd}")).await, 400, "malformed");
        }
    }
}
