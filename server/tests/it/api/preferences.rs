//! `/v1/users/me/preferences`.

use reqwest::Method;
use serde_json::json;

use super::{Caller, is_problem};
use crate::support::in_each_setup;

const PATH: &str = "/v1/users/me/preferences";

in_each_setup! {
    async fn preferences_have_defaults_and_versions(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let first = ada.get(PATH).await;
        assert_eq!((first.status, first.header("etag")), (200, "\"0\""));
        assert_eq!(first.json(), json!({"theme": "system", "notifications": {"security": true, "product": false}}));

        let wish = json!({"theme": "dark", "chart": {"candles": true}, "notifications": {"product": true}});
        let set = ada.sends(Method::PUT, PATH, &wish, Some("\"0\"")).await;
        let expected = json!({
            "theme": "dark", "notifications": {"security": true, "product": true}, "chart": {"candles": true},
        });
        assert_eq!((set.status, set.header("etag"), set.json()), (200, "\"1\"", expected.clone()));
        assert_eq!(ada.get(PATH).await.json(), expected);

        is_problem(&ada.sends(Method::PUT, PATH, &json!({}), Some("\"0\"")).await, 412, "stale");
        is_problem(&ada.sends(Method::PUT, PATH, &json!({}), Some("W/\"1\"")).await, 412, "stale");
        let again = ada.sends(Method::PUT, PATH, &json!({}), None).await;
        assert_eq!((again.header("etag"), &again.json()["theme"]), ("\"2\"", &"system".into()), "defaults are back");
        assert_eq!(app.count_events("preferences.changed").await, 2);

        for nul in [json!({"a": "\0"}), json!({"a\0": 1}), json!({"a": [{"b": "\0"}]})] {
            is_problem(&ada.sends(Method::PUT, PATH, &nul, None).await, 400, "malformed");
        }
        let long = json!({"note": "x".repeat(17_000)});
        is_problem(&ada.sends(Method::PUT, PATH, &long, None).await, 413, "too-large");
    }

    async fn of_two_first_writes_with_the_same_version_one_wins(app: TestApp) {
        let ada = Caller::ada(&app).await;
        for version in ["\"0\"", "\"1\""] {
            let put = async |theme: &str| ada.sends(Method::PUT, PATH, &json!({ "theme": theme }), Some(version)).await.status;
            let (one, other) = tokio::join!(put("light"), put("dark"));
            let mut both = [one, other];
            both.sort_unstable();
            assert_eq!(both, [200, 412]);
        }
    }
}
