//! Section C: how `scope` is read, and how far a refresh may narrow it.

use super::{offline, refresh_with};
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    /// BR-19: spaces and doubles do no harm, what is no scope is not read as one, and what a client may not have is left out.
    async fn spaces_doubles_and_strangers(app: TestApp) {
        for (asked, granted) in [
            ("openid  profile", "openid profile"),
            (" openid profile ", "openid profile"),
            ("profile openid", "profile openid"),
            ("openid openid profile", "openid profile"),
            ("openid admin:all", "openid"),
        ] {
            let request = AuthorizationRequest::default().with("scope", asked);
            let tokens = request.tokens(&app).await;
            assert_eq!(tokens.text("scope"), granted, "{asked:?}");
            assert_eq!(claims_of(&tokens.text("access_token"))["scope"], granted);
            assert!(tokens.json()["id_token"].is_string(), "{asked:?}");
        }
        let mut browser = Browser::new(&app);
        for unknown in ["openid\tprofile", "openid,profile", "OPENID", "openid\nprofile", "openid\u{a0}profile"] {
            let page = AuthorizationRequest::default().with("scope", unknown).open(&mut browser).await;
            assert_eq!(page.parameter("error").as_deref(), Some("invalid_scope"), "{unknown:?}: {}", page.url);
            page.is_redirected_error(&app, "invalid_scope");
        }
        let mixed = AuthorizationRequest::default().with("scope", "OPENID email").tokens(&app).await;
        assert!(mixed.text("scope") == "email" && mixed.json().get("id_token").is_none());
    }

    /// BR-19: a refresh narrows the access token it asks for, in any order, and the grant stays whole.
    async fn a_refresh_narrows_once(app: TestApp) {
        let first = offline().tokens(&app).await;
        let whole = first.text("scope");
        let mut token = first.text("refresh_token");
        for (asked, granted) in [
            (Some("profile openid"), "profile openid"),
            (Some("openid"), "openid"),
            (Some("openid "), "openid"),
            (Some("openid openid"), "openid"),
            (None, whole.as_str()),
        ] {
            let more: Vec<(&str, &str)> = asked.map(|scope| ("scope", scope)).into_iter().collect();
            refresh_with(&app, &token, &[("scope", "openid email")]).await.is_error(400, "invalid_scope");
            let next = refresh_with(&app, &token, &more).await;
            assert_eq!(next.status, 200, "{asked:?}: {}", next.body);
            assert_eq!(claims_of(&next.text("access_token"))["scope"], granted, "{asked:?}");
            assert_eq!(next.text("scope"), granted);
            let seen = app.userinfo(&next.text("access_token")).await.json();
            assert_eq!(seen.get("name").is_some(), granted.contains("profile"), "{asked:?}");
            token = next.text("refresh_token");
        }
    }
}
