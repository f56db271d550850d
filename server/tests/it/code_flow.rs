//! Authorization code with PKCE, end to end (RFC 6749 section 4.1, RFC 7636, OpenID Connect Core 3.1).

use crate::support::app::{Answer, PARTNER, SPA, WEB};
use crate::support::authorization::{VERIFIER, claims_of, header_of};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn a_person_signs_in_and_the_client_gets_its_tokens(app: TestApp) {
        let request = AuthorizationRequest::default();
        let page = request.signed_in(&mut Browser::new(&app)).await;
        assert!(page.url.starts_with("https://rp.test/cb?code=sgc_"));
        assert_eq!(page.parameter("state").as_deref(), Some("af0ifjsldkj"));
        assert_eq!(page.parameter("iss").as_deref(), Some(app.issuer.as_str()));
        let tokens = request.exchange(&app, &page.code()).await;
        assert_eq!((tokens.status, tokens.header("cache-control")), (200, "no-store"));
        let body = tokens.json();
        assert_eq!((body["token_type"].as_str(), body["expires_in"].as_i64()), (Some("Bearer"), Some(900)));
        assert_eq!(body["scope"], "openid email");
        assert!(body.get("refresh_token").is_none(), "offline_access was not asked for");

        let id_token = claims_of(&tokens.text("id_token"));
        assert_eq!(header_of(&tokens.text("id_token"))["alg"], "RS256");
        assert_eq!(id_token["iss"], app.issuer.as_str());
        assert_eq!(id_token["aud"], WEB.0);
        assert_eq!(id_token["sub"], app.user.id.as_str());
        assert_eq!(id_token["nonce"], "n-0S6_WzA2Mj");
        assert!(id_token["at_hash"].is_string() && id_token["sid"].is_string());
        assert!(id_token.get("email").is_none(), "claims of scopes are at the userinfo endpoint");

        let access = claims_of(&tokens.text("access_token"));
        assert_eq!(header_of(&tokens.text("access_token"))["typ"], "at+jwt");
        assert_eq!((&access["sub"], &access["client_id"]), (&id_token["sub"], &WEB.0.into()));
        assert_eq!(access["aud"], app.issuer.as_str());
        assert_eq!(access["roles"], serde_json::json!(["user"]), "a first-party client may know the roles");

        let claims = app.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!((&claims["sub"], &claims["email"]), (&id_token["sub"], &"ada@example.com".into()));
        for kind in ["login.success", "code.issued", "token.issued"] {
            assert_eq!(app.count_events(kind).await, 1, "{kind}");
        }
    }

    async fn a_second_sign_in_needs_no_password(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        request.signed_in(&mut browser).await.code();
        let again = request.clone().with("prompt", "none").open(&mut browser).await;
        let first = claims_of(&request.exchange(&app, &again.code()).await.text("id_token"));
        let spa = AuthorizationRequest::of(SPA, "https://spa.test/cb");
        let second = spa.open(&mut browser).await.code();
        let second = claims_of(&spa.exchange(&app, &second).await.text("id_token"));
        assert_eq!(first["sid"], second["sid"], "one session for both applications");
    }

    async fn a_code_used_twice_ends_what_it_gave(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let code = request.code(&app).await;
        let first = request.exchange(&app, &code).await;
        assert_eq!(first.status, 200);
        let refreshed = refresh(&app, &first.text("refresh_token")).await;
        request.exchange(&app, &code).await.is_error(400, "invalid_grant");
        for tokens in [&first, &refreshed] {
            assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401);
            let seen = app.introspect(WEB, &tokens.text("access_token")).await;
            assert_eq!(seen, serde_json::json!({ "active": false }));
        }
        refresh(&app, &refreshed.text("refresh_token")).await.is_error(400, "invalid_grant");
        assert_eq!(app.count_events("code.replay").await, 1);
    }

    /// An ending elsewhere must not leave a family remembered as the mere code that it was (decision 0016).
    async fn tokens_count_at_once_whatever_else_ends_meanwhile(app: TestApp) {
        let offline = AuthorizationRequest::default().with("scope", "openid offline_access");
        let ending = async || {
            for _ in 0..20 {
                let given_back = offline.tokens(&app).await.text("refresh_token");
                assert_eq!(app.post("/revoke", WEB, &[("token", &given_back)]).await.status, 200);
            }
        };
        let counting = async || {
            for _ in 0..20 {
                let token = offline.tokens(&app).await.text("access_token");
                assert_eq!(app.userinfo(&token).await.status, 200);
            }
        };
        tokio::join!(ending(), counting(), counting(), counting());
    }

    /// Rule 4.4.1: single use is one conditional write.
    async fn of_parallel_exchanges_one_wins(app: TestApp) {
        let request = AuthorizationRequest::default();
        let code = request.code(&app).await;
        let answers = futures::future::join_all((0..10).map(|_| request.exchange(&app, &code))).await;
        let good = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(good, 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.status == 400));
    }

    async fn a_code_is_bound_to_client_redirect_uri_and_verifier(app: TestApp) {
        let request = AuthorizationRequest::default();
        let code = request.code(&app).await;
        let exchange = async |client, changes: &[(&str, &str)]| -> Answer {
            let mut form = vec![
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", "https://rp.test/cb"),
                ("code_verifier", VERIFIER),
            ];
            for (name, value) in changes {
                form.retain(|(known, _)| known != name);
                form.push((name, value));
            }
            app.token(client, &form).await
        };
        let other_verifier = "A".repeat(43);
        exchange(PARTNER, &[]).await.is_error(400, "invalid_grant");
        for change in [
            ("redirect_uri", "https://rp.test/cb2?tenant=1"),
            ("redirect_uri", "https://rp.test:443/cb"),
            ("redirect_uri", "https://rp.test/cb/"),
            ("redirect_uri", ""),
            ("code_verifier", other_verifier.as_str()),
            ("code_verifier", ""),
        ] {
            exchange(WEB, &[change]).await.is_error(400, "invalid_grant");
        }
        assert_eq!(exchange(WEB, &[]).await.status, 200, "who merely saw the code has not burned it");
    }

    async fn a_code_lives_sixty_seconds(app: TestApp) {
        let request = AuthorizationRequest::default();
        let (early, late) = (request.code(&app).await, request.code(&app).await);
        app.travel(59);
        assert_eq!(request.exchange(&app, &early).await.status, 200);
        app.travel(1);
        request.exchange(&app, &late).await.is_error(400, "invalid_grant");
    }

    async fn a_mangled_code_finds_nothing(app: TestApp) {
        let request = AuthorizationRequest::default();
        let code = request.code(&app).await;
        let mut mangled = vec![code[..code.len() - 1].to_owned(), format!("{code}A"), code.to_uppercase()];
        mangled.extend([code.replace("sgc_", "sgr_"), code.replace('s', "%73"), "x".repeat(60_000), "\u{1}".into()]);
        for at in (4..code.len()).step_by(7) {
            let mut bytes = code.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            mangled.push(String::from_utf8(bytes).unwrap());
        }
        for wrong in mangled {
            request.exchange(&app, &wrong).await.is_error(400, "invalid_grant");
        }
        assert_eq!(request.exchange(&app, &code).await.status, 200);
    }

    async fn parameters_that_do_not_belong_are_ignored(app: TestApp) {
        let request = AuthorizationRequest::default();
        let code = request.code(&app).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "https://rp.test/cb"),
            ("code_verifier", VERIFIER),
            ("scope", "openid profile admin"),
            ("audience", "x"),
            ("foo", "bar"),
        ];
        let answer = app.token(WEB, &form).await;
        assert_eq!((answer.status, answer.text("scope").as_str()), (200, "openid email"));
    }

    async fn a_disabled_person_gets_nothing_more(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let mut browser = Browser::new(&app);
        let code = request.signed_in(&mut browser).await.code();
        let tokens = request.exchange(&app, &code).await;
        let unused = request.open(&mut browser).await.code();
        signet::admin::users::set_status(&app.office(), "ada", signet::model::user::UserStatus::Suspended)
            .await
            .unwrap();
        request.exchange(&app, &unused).await.is_error(400, "invalid_grant");
        refresh(&app, &tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401);
        assert_eq!(app.introspect(WEB, &tokens.text("access_token")).await["active"], false);
        let silent = request.clone().with("prompt", "none").open(&mut browser).await;
        silent.is_redirected_error(&app, "login_required");
        let page = request.open(&mut browser).await;
        let refused = browser.sign_in(&page).await;
        assert!(refused.answer.body.contains("error-summary"));

        signet::admin::users::set_status(&app.office(), "ada", signet::model::user::UserStatus::Active).await.unwrap();
        refresh(&app, &tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
        let silent = request.with("prompt", "none").open(&mut browser).await;
        silent.is_redirected_error(&app, "login_required");
    }
}

async fn refresh(app: &crate::support::TestApp, token: &str) -> Answer {
    app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}
