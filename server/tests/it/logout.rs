//! RP-Initiated Logout 1.0.

use crate::support::app::{PARTNER, WEB};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn a_hint_ends_the_session_at_once_and_returns(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let tokens = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await;
        // BR-25: an ID token that has expired is still a good hint.
        app.travel(2 * 60 * 60);
        let path = format!(
            "/logout?id_token_hint={}&post_logout_redirect_uri=https%3A%2F%2Frp.test%2Fbye&state=by+e",
            tokens.text("id_token")
        );
        let back = browser.open(&path).await;
        assert_eq!(back.url, "https://rp.test/bye?state=by+e");
        assert!(!browser.cookies.contains_key("signet-session"));
        let silent = request.with("prompt", "none").open(&mut browser).await;
        silent.is_redirected_error(&app, "login_required");
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
        app.token(WEB, &refresh).await.is_error(400, "invalid_grant");
        assert_eq!(browser.open(&path).await.url, "https://rp.test/bye?state=by+e", "again, with nobody signed in");
        assert_eq!(app.count_events("logout").await, 1);
    }

    async fn without_a_hint_the_person_is_asked(app: TestApp) {
        let mut browser = Browser::new(&app);
        for (query, end) in [
            ("", None),
            ("?client_id=web&post_logout_redirect_uri=https%3A%2F%2Frp.test%2Fbye", Some("https://rp.test/bye")),
            ("?id_token_hint=&client_id=web", None),
        ] {
            AuthorizationRequest::default().signed_in(&mut browser).await.code();
            let page = browser.open(&format!("/logout{query}")).await;
            assert!(page.answer.body.contains("logout-yes") && page.answer.body.contains("Ada Lovelace"));
            let stay = browser.submit(&page, &[("action", "no")]).await;
            assert_eq!(stay.answer.status, 200);
            AuthorizationRequest::default().with("prompt", "none").open(&mut browser).await.code();
            let out = browser.submit(&page, &[("action", "yes")]).await;
            match end {
                Some(end) => assert_eq!(out.url, end),
                None => assert!(out.answer.body.contains("logged-out"), "{}", out.answer.body),
            }
            let silent = AuthorizationRequest::default().with("prompt", "none").open(&mut browser).await;
            silent.is_redirected_error(&app, "login_required");
        }
    }

    async fn nothing_unregistered_is_ever_redirected_to(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let hint = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await.text("id_token");
        for wrong in ["https://evil.test/", "https://rp.test/bye/", "https://rp.test/bye?x=1", "https://RP.test/bye", "javascript:alert(1)", "https://partner.test/bye"] {
            let encoded: String = url::form_urlencoded::byte_serialize(wrong.as_bytes()).collect();
            let page = browser.open(&format!("/logout?id_token_hint={hint}&post_logout_redirect_uri={encoded}")).await;
            page.is_error_page();
            assert!(page.answer.body.contains("This sign-out cannot go on"), "{}", page.answer.body);
        }
        for wrong in [format!("{}x", &hint[..hint.len() - 1]), "undefined".into(), "a.b.c".into()] {
            browser.open(&format!("/logout?id_token_hint={wrong}&client_id=web")).await.is_error_page();
        }
        browser.open(&format!("/logout?id_token_hint={hint}&client_id=partner")).await.is_error_page();
        request.with("prompt", "none").open(&mut browser).await.code();
    }

    async fn a_third_party_that_may_act_alone_goes_on(app: TestApp) {
        let mut browser = Browser::new(&app);
        let partner = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("scope", "openid offline_access");
        let page = partner.open(&mut browser).await;
        let page = browser.sign_in(&page).await;
        let code = browser.submit(&page, &[("action", "approve")]).await.code();
        let theirs = partner.exchange(&app, &code).await.text("refresh_token");
        let own = AuthorizationRequest::default().with("scope", "openid offline_access");
        let ours = own.exchange(&app, &own.open(&mut browser).await.code()).await.text("refresh_token");
        let page = browser.open("/logout").await;
        browser.submit(&page, &[("action", "yes")]).await;
        let refresh = |token: String| async move { [("grant_type", "refresh_token".to_owned()), ("refresh_token", token)] };
        let form = refresh(ours).await;
        app.token(WEB, &[(form[0].0, &form[0].1), (form[1].0, &form[1].1)]).await.is_error(400, "invalid_grant");
        let form = refresh(theirs).await;
        let answer = app.token(PARTNER, &[(form[0].0, &form[0].1), (form[1].0, &form[1].1)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    async fn a_forged_answer_is_refused(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let refused = browser.request(reqwest::Method::POST, "/logged-out", Some("action=yes".into())).await;
        assert_eq!(refused.answer.status, 403);
        AuthorizationRequest::default().with("prompt", "none").open(&mut browser).await.code();
    }
}
