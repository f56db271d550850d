//! What an authorization request may ask (OpenID Connect Core 3.1.2.1): each refusal at the right place.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::app::{PARTNER, WEB};
use crate::support::authorization::{CHALLENGE, claims_of};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn a_refused_request_object_is_answered_where_it_listens(app: TestApp) {
        let object = |claims: serde_json::Value| {
            let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
            format!("{}.{}.", part(r#"{"alg":"none"}"#), part(&claims.to_string()))
        };
        let asked = AuthorizationRequest::default().without("state").without("response_mode");
        let inside = object(serde_json::json!({"state": "inside", "response_mode": "form_post"}));
        let page = asked.clone().with("request", &inside).open(&mut Browser::new(&app)).await;
        let fields = Browser::form(&page, &[]).1;
        assert!(page.answer.body.contains("action=\"https://rp.test/cb\""), "{}", page.answer.body);
        assert!(fields.contains("error=request_not_supported") && fields.contains("state=inside"), "{fields}");
        // What stands outside counts, and nothing inside that is not text or not allowed.
        for claims in [serde_json::json!({"response_mode": "fragment"}), serde_json::json!({"state": 7, "response_mode": ["form_post"]})] {
            let asked = asked.clone().with("state", "outside").with("request", &object(claims));
            let page = asked.open(&mut Browser::new(&app)).await;
            page.is_redirected_error(&app, "request_not_supported");
            assert_eq!(page.parameter("state").as_deref(), Some("outside"));
        }
    }

    async fn what_is_not_supported_is_told_with_what_is_expected(app: TestApp) {
        let mut browser = Browser::new(&app);
        for (name, value, told) in [
            ("response_type", "token", "response_type is not supported, expected code"),
            ("response_mode", "jwt", "response_mode is not supported for this client, expected query or form_post"),
        ] {
            let page = AuthorizationRequest::default().with(name, value).open(&mut browser).await;
            assert_eq!(page.parameter("error_description").as_deref(), Some(told));
        }
        let answer = app.token(WEB, &[("grant_type", "password")]).await;
        let told = "grant_type is not supported, expected authorization_code or refresh_token or client_credentials";
        assert_eq!(answer.json()["error_description"], told);
    }

    async fn a_wrong_parameter_is_told_at_the_redirect_uri(app: TestApp) {
        let mut browser = Browser::new(&app);
        let good = AuthorizationRequest::default();
        let deep = format!("{{\"userinfo\":{}{}}}", "{\"a\":".repeat(200), "}".repeat(200));
        for (name, value, code) in [
            ("response_type", "token", "unsupported_response_type"),
            ("response_type", "code code", "unsupported_response_type"),
            ("response_type", "none", "unsupported_response_type"),
            ("response_type", "", "invalid_request"),
            ("response_mode", "fragment", "invalid_request"),
            ("response_mode", "jwt", "invalid_request"),
            ("response_mode", "query\r\nX: y", "invalid_request"),
            ("code_challenge", "", "invalid_request"),
            ("code_challenge", "tooshort", "invalid_request"),
            ("code_challenge_method", "plain", "invalid_request"),
            ("code_challenge_method", "S512", "invalid_request"),
            ("code_challenge_method", "", "invalid_request"),
            ("scope", "openid\tprofile", "invalid_scope"),
            ("scope", "unknown admin:all", "invalid_scope"),
            ("prompt", "none login", "invalid_request"),
            ("prompt", "login login", "invalid_request"),
            ("prompt", "create", "invalid_request"),
            ("max_age", "-1", "invalid_request"),
            ("max_age", "1.5", "invalid_request"),
            ("max_age", "9223372036854775808", "invalid_request"),
            ("claims", "[]", "invalid_request"),
            ("claims", deep.as_str(), "invalid_request"),
            ("claims", r#"{"id_token":{"acr":{"value":"a\u0000b"}}}"#, "invalid_request"),
            ("claims", r#"{"id_token":{"acr":{"essential":true,"value":"x"}}}"#, "unmet_authentication_requirements"),
            ("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
            ("request_uri", "https://rp.test/r", "request_uri_not_supported"),
            ("registration", "{}", "registration_not_supported"),
            ("id_token_hint", "a.b.c", "invalid_request"),
            ("nonce", &"n".repeat(1025), "invalid_request"),
        ] {
            let page = good.clone().with(name, value).open(&mut browser).await;
            assert_eq!(page.parameter("error").as_deref(), Some(code), "{name}={value:.80}");
            page.is_redirected_error(&app, code);
            assert_eq!(page.parameter("state").as_deref(), Some("af0ifjsldkj"), "{name}={value}");
            assert!(page.parameter("error_description").is_some_and(|text| !text.is_empty()));
        }
        assert_eq!(app.count_events("authorize.refused").await, 29);
    }

    async fn empty_parameters_count_as_absent(app: TestApp) {
        let mut request = AuthorizationRequest::default().with("state", "").with("nonce", "");
        for name in ["prompt", "max_age", "login_hint", "id_token_hint", "claims", "acr_values"] {
            request = request.with(name, "");
        }
        let page = request.signed_in(&mut Browser::new(&app)).await;
        assert_eq!(page.parameter("state"), None);
        assert_eq!(request.exchange(&app, &page.code()).await.status, 200);
    }

    async fn repeated_parameters_are_a_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        for (name, value) in [("redirect_uri", "https://evil.test/cb"), ("client_id", "web"), ("state", "x")] {
            AuthorizationRequest::default().and(name, value).open(&mut browser).await.is_error_page();
        }
    }

    async fn scope_is_cut_to_what_the_client_may_have(app: TestApp) {
        for (asked, granted) in [
            ("openid  profile", "openid profile"),
            (" profile openid ", "profile openid"),
            ("openid openid email", "openid email"),
            ("openid admin:all", "openid"),
        ] {
            let answer = AuthorizationRequest::default().with("scope", asked).tokens(&app).await;
            assert_eq!(answer.text("scope"), granted, "{asked}");
        }
    }

    async fn prompt_none_shows_no_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        let silent = AuthorizationRequest::default().with("prompt", "none");
        silent.open(&mut browser).await.is_redirected_error(&app, "login_required");
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        silent.open(&mut browser).await.code();
        let partner = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("prompt", "none");
        partner.open(&mut browser).await.is_redirected_error(&app, "consent_required");
    }

    async fn max_age_and_prompt_login_ask_exactly_once(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        for (name, value) in [("prompt", "login"), ("max_age", "0"), ("max_age", "5")] {
            app.travel(10);
            let request = AuthorizationRequest::default().with(name, value);
            let page = request.open(&mut browser).await;
            assert!(page.answer.body.contains("login-form"), "{name}={value} asks");
            app.travel(5);
            let signed_in = app.clock_seconds();
            let back = browser.submit(&page, &[("password", app.user.password)]).await;
            let claims = claims_of(&request.exchange(&app, &back.code()).await.text("id_token"));
            if name == "max_age" {
                assert_eq!(claims["auth_time"], signed_in);
            }
        }
        app.travel(10);
        let relaxed = AuthorizationRequest::default().with("max_age", "10000");
        let claims = claims_of(&relaxed.exchange(&app, &relaxed.open(&mut browser).await.code()).await.text("id_token"));
        assert_eq!(claims["auth_time"], app.clock_seconds() - 10, "the old sign-in counts");
    }

    async fn hints_choose_the_person(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let first = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await;
        let hint = first.text("id_token");
        let silent = request.clone().with("prompt", "none").with("id_token_hint", &hint);
        silent.open(&mut browser).await.code();
        app.travel(2 * 60 * 60);
        silent.open(&mut browser).await.code();
        let other = app.add_user(serde_json::json!({ "preferred_username": "bob", "password": "x".repeat(20) })).await;
        let claims = format!("{{\"id_token\":{{\"sub\":{{\"value\":\"{other}\"}}}}}}");
        let someone_else = request.clone().with("prompt", "none").with("claims", &claims);
        someone_else.open(&mut browser).await.is_redirected_error(&app, "login_required");
        let forged = format!("{}x", &hint[..hint.len() - 1]);
        let forged = request.clone().with("prompt", "none").with("id_token_hint", &forged);
        forged.open(&mut browser).await.is_redirected_error(&app, "invalid_request");
        let access = first.text("access_token");
        let confused = request.clone().with("id_token_hint", &access).open(&mut browser).await;
        confused.is_redirected_error(&app, "invalid_request");
        let hinted = request.with("login_hint", "ada@example.com").with("prompt", "login");
        let fresh = hinted.open(&mut Browser::new(&app)).await;
        assert!(fresh.answer.body.contains("value=\"ada@example.com\""));
    }

    async fn the_claims_parameter_brings_single_claims(app: TestApp) {
        let claims = r#"{"userinfo":{"nickname":null,"phone_number":{"essential":true}},"id_token":{"given_name":null,"auth_time":{"essential":true}}}"#;
        let tokens = AuthorizationRequest::default().with("scope", "openid").with("claims", claims).tokens(&app).await;
        let id_token = claims_of(&tokens.text("id_token"));
        assert_eq!(id_token["given_name"], "Ada");
        assert!(id_token["auth_time"].is_i64() && id_token.get("nickname").is_none());
        let userinfo = app.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!((&userinfo["nickname"], &userinfo["phone_number"]), (&"Countess".into(), &"+44 20 7946 0000".into()));
        assert!(userinfo.get("email").is_none());
    }

    async fn a_posted_request_and_form_post_work(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default().with("response_mode", "form_post");
        let page = browser.request(reqwest::Method::POST, "/authorize", Some(request.query())).await;
        let posted = browser.sign_in(&page).await;
        assert_eq!(posted.answer.status, 200);
        let policy = posted.answer.header("content-security-policy").to_owned();
        assert!(policy.contains("form-action 'self' https://rp.test"), "{policy}");
        let (action, body) = Browser::form(&posted, &[]);
        assert_eq!(action, "https://rp.test/cb");
        let fields: std::collections::HashMap<String, String> =
            url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        assert_eq!((&fields["state"], &fields["iss"]), (&"af0ifjsldkj".to_owned(), &app.issuer));
        assert_eq!(request.exchange(&app, &fields["code"]).await.status, 200);
    }

    async fn methods_and_looking_ahead_leave_nothing_behind(app: TestApp) {
        let path = AuthorizationRequest::default().path();
        for (method, status) in [("HEAD", 405), ("PUT", 405), ("DELETE", 405), ("TRACE", 405)] {
            let method: reqwest::Method = method.parse().unwrap();
            let answer = app.http.request(method.clone(), app.at(&path)).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{method}");
        }
        let ahead = app.http.get(app.at(&path)).header("sec-purpose", "prefetch").send().await.unwrap();
        assert_eq!((ahead.status().as_u16(), ahead.headers().contains_key("location")), (204, false));
        let json = app.http.post(app.at("/authorize")).header("content-type", "application/json").body("{}");
        assert_eq!(json.send().await.unwrap().status().as_u16(), 415);
        let cross = app.http.get(app.at(&path)).header("origin", "https://spa.test").send().await.unwrap();
        assert!(!cross.headers().contains_key("access-control-allow-origin"));
    }

    async fn pkce_may_be_waived_by_registration_alone(app: TestApp) {
        app.add_client(serde_json::json!({
            "client_id": "old", "client_secret": WEB.1, "first_party": true, "require_pkce": false,
            "redirect_uris": ["https://old.test/cb"],
        }))
        .await;
        let request = AuthorizationRequest::of(("old", WEB.1), "https://old.test/cb");
        let plain = request.clone().without("code_challenge").without("code_challenge_method");
        let code = plain.code(&app).await;
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", "https://old.test/cb")];
        let mut downgraded = form.to_vec();
        downgraded.push(("code_verifier", CHALLENGE));
        app.token(("old", WEB.1), &downgraded).await.is_error(400, "invalid_grant");
        assert_eq!(app.token(("old", WEB.1), &form).await.status, 200);
    }
}
