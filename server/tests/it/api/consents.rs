//! `/v1/users/me/consents`.

use reqwest::Method;
use serde_json::Value;

use super::{Caller, is_problem, partner_tokens};
use crate::support::app::PARTNER;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn what_was_allowed_is_listed_and_can_be_taken_back(app: TestApp) {
        let mut browser = Browser::new(&app);
        let ada = Caller::at(&app, &mut browser).await;
        let tokens = partner_tokens(&app, &mut browser, "openid email offline_access").await;

        let listed = ada.get("/v1/users/me/consents").await.json();
        let items = listed["items"].as_array().unwrap();
        let of = |id: &str| items.iter().find(|item| item["client_id"] == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(of("partner")["client_name"], "Partner");
        assert!(of("partner")["scope"].as_str().unwrap().contains("email"));
        assert_eq!((&of("web")["scope"], of("web")["last_used_at"].is_string()), (&Value::Null, true));

        let one = "/v1/users/me/consents/partner";
        assert_eq!(ada.asks(Method::DELETE, one).await.status, 204);
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
        app.token(PARTNER, &refresh).await.is_error(400, "invalid_grant");
        is_problem(&ada.asks(Method::DELETE, one).await, 404, "not-found");
        assert_eq!(app.count_events("consent.revoked").await, 1);
        let silent = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("prompt", "none").open(&mut browser).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("consent_required"), "it has to ask again");
    }
}
