//! Section C: parameters without a value, and parameters that do not belong.

use super::{offline, refresh, refresh_with};
use crate::support::app::{SERVICE, WEB};
use crate::support::authorization::{VERIFIER, claims_of};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    /// BR-14: a parameter without a value is one that was left out (RFC 6749 sections 3.1 and 3.2).
    async fn empty_parameters_are_absent(app: TestApp) {
        let grant = ("grant_type", "client_credentials");
        let (left_out, empty) = (app.token(SERVICE, &[grant]).await, app.token(SERVICE, &[grant, ("scope", "")]).await);
        assert_eq!((empty.status, empty.text("scope")), (200, left_out.text("scope")));

        let mut request = offline().with("state", "").with("nonce", "");
        for name in [
            "prompt", "max_age", "login_hint", "id_token_hint", "claims", "acr_values", "response_mode", "request",
            "request_uri", "registration", "display", "ui_locales",
        ] {
            request = request.with(name, "");
        }
        let mut browser = Browser::new(&app);
        let page = request.open(&mut browser).await;
        assert!(page.answer.body.contains("id=\"login-form\""), "{}", page.answer.body);
        let back = browser.sign_in(&page).await;
        assert!(back.url.starts_with("https://rp.test/cb?code=") && !back.url.contains("state"), "{}", back.url);
        let tokens = request.exchange(&app, &back.code()).await;
        assert!(claims_of(&tokens.text("id_token")).get("nonce").is_none());

        let again = refresh_with(&app, &tokens.text("refresh_token"), &[("scope", "")]).await;
        assert_eq!((again.status, again.text("scope")), (200, tokens.text("scope")));
        refresh(&app, "").await.is_error(400, "invalid_request");
        app.post("/revoke", WEB, &[("token", "")]).await.is_error(400, "invalid_request");
    }

    /// BR-13: `scope` and other fields that do not belong into the exchange of a code change nothing.
    async fn foreign_fields_of_an_exchange(app: TestApp) {
        for more in [vec![("scope", "openid profile")], vec![("scope", "openid email phone admin"), ("foo", "bar"), ("audience", "x")]] {
            let request = AuthorizationRequest::default().with("scope", "openid profile");
            let code = request.code(&app).await;
            let mut form = vec![
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", "https://rp.test/cb"),
                ("code_verifier", VERIFIER),
            ];
            form.extend(more);
            let answer = app.token(WEB, &form).await;
            assert_eq!((answer.status, answer.text("scope").as_str()), (200, "openid profile"));
            let access = claims_of(&answer.text("access_token"));
            assert_eq!((&access["scope"], &access["aud"]), (&"openid profile".into(), &app.issuer.as_str().into()));
        }
    }
}
