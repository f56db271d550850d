//! `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers).

use serde_json::json;

use super::{Caller, is_problem, strangers};
use crate::accounts::{PASSWORD, with_mail};

with_mail! {
    async fn a_caller_is_told_how_its_limits_stand(app: TestApp) {
        for number in 0..5 {
            let body = json!({"email": format!("carol{number}@example.com"), "password": PASSWORD});
            let asked = strangers(&app, "/v1/auth/register", &body).await;
            assert_eq!((asked.status, asked.header("ratelimit-policy")), (202, "\"register\";q=5;w=3600"));
            let told = asked.header("ratelimit");
            assert!(told.starts_with(&format!("\"register\";r={};t=", 4 - number)), "{told}");
            // Redis has a clock of its own.
            assert!((3590..=3600).contains(&seconds(told)), "{told}");
        }
        let body = json!({"email": "carol6@example.com", "password": PASSWORD});
        let limited = strangers(&app, "/v1/auth/register", &body).await;
        is_problem(&limited, 429, "slow-down");
        let told = limited.header("ratelimit");
        assert!(told.starts_with("\"register\";r=0;t="), "{told}");
        assert_eq!(limited.header("retry-after"), seconds(told).to_string());
    }

    async fn what_somebody_else_did_is_told_by_no_header(app: TestApp) {
        let ada = Caller::ada(&app).await;
        assert!(!ada.get("/v1/users/me").await.headers.contains_key("ratelimit"), "it is not counted");
        for name in ["ada", "nobody@example.com"] {
            let asked = strangers(&app, "/v1/auth/password/reset", &json!({"username": name})).await;
            assert_eq!(asked.header("ratelimit-policy"), "\"ask\";q=30;w=3600", "{name}");
        }
        let change = json!({"current_password": "guess", "new_password": "Another-horse 42 battery"});
        for _ in 0..5 {
            let wrong = strangers_change(&ada, &change).await;
            assert!(!wrong.headers.contains_key("ratelimit"), "a session counts for itself");
        }
        let limited = strangers_change(&ada, &change).await;
        is_problem(&limited, 429, "slow-down");
        assert!(limited.header("ratelimit").starts_with("\"login_device\";r=0;t="), "{}", limited.header("ratelimit"));
    }
}

fn seconds(told: &str) -> u32 {
    told.rsplit("t=").next().unwrap().parse().unwrap()
}

async fn strangers_change(ada: &Caller<'_>, body: &serde_json::Value) -> crate::support::app::Answer {
    ada.posts("/v1/auth/password/change", body, None).await
}
